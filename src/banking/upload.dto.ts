import { STATEMENT_LIMITS } from './statement-csv.js';

/** A file as it comes with a form; held in memory while it is read, since it goes into the database whole. */
export type Uploaded = { buffer: Buffer; originalname: string };

export const UPLOAD = { limits: { fileSize: STATEMENT_LIMITS.bytes, files: 1, fields: 20, fieldSize: 10_000 } };

/** Browsers send UTF-8 where the form's format says Latin-1. */
export function fileNameOf(file: Uploaded): string {
  const name = Buffer.from(file.originalname, 'latin1').toString('utf8');
  return (name.includes('\ufffd') ? file.originalname : name).replace(/\p{Cc}/gu, '').slice(-200);
}
