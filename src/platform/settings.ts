/** What the instance is told at start and every feature may read. */
export class Settings {
  constructor(
    /** Where the outside reaches this server, without a slash at the end: what a QR code points to. */
    readonly publicUrl: string,
    /** Whether these are invented figures: every page and paper says so. */
    readonly demo: boolean,
    /** The public log's name, fixed for good at the first start. */
    readonly logOrigin: string,
    /** Where the instance keeps its files, and where its keys, which are kept apart from all else. */
    readonly folders: { readonly data: string; readonly keys: string },
  ) {}
}
