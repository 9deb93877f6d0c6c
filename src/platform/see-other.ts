/** Thrown where a person's browser must go elsewhere first, as to the sign-in page; answered 303. Only paths of this site. */
export class SeeOther extends Error {
  constructor(readonly path: string) {
    super('see other');
    this.name = 'SeeOther';
    if (!/^\/(?![/\\])/.test(path)) throw new Error('SeeOther leads to a path of this site only.');
  }
}
