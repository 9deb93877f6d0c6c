/** What the instance is told at start and every feature may read. */
export class Settings {
  constructor(
    /** Where the outside reaches this server, without a slash at the end: what a QR code points to. */
    readonly publicUrl: string,
    /** Whether these are invented figures: every page and paper says so. */
    readonly demo: boolean,
  ) {}
}
