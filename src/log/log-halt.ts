/** Why the log must not sign. The reason names positions in the books, never what anybody wrote. */
export class LogHalt extends Error {
  constructor(readonly reason: string) {
    super(`The public log is halted: ${reason}`);
    this.name = 'LogHalt';
  }
}
