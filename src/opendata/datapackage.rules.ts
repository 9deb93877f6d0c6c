/** What lies beside the tables: a Frictionless Data Package (v1) of each month and of the whole, and the data dictionary. */
import { createHash } from 'node:crypto';
import { exactJson } from '../platform/money.js';
import { recordOf } from './csv.rules.js';
import type { FileFacts } from './snapshot-files.js';
import { type Column, MONTHLY, type Table, WHOLE } from './tables.js';

type Of = { sequence: bigint; recordedAt: Date; publicUrl: string };

const TYPES = { string: 'string', date: 'date', integer: 'integer' } as const;

/**
 * A package of the tables in one folder of the snapshot.
 * @param month `2026-01`, none for the tables of the whole
 */
export function dataPackage(month: string | undefined, files: readonly FileFacts[], of: Of): string {
  const folder = month === undefined ? '' : `${month}/`;
  const resources = (month === undefined ? WHOLE : MONTHLY).flatMap((table) =>
    ['csv', 'json'].flatMap((format) => {
      const file = files.find(({ path }) => path === `${folder}${table.name}.${format}`);
      return file ? [resourceOf(table, format, file)] : [];
    }),
  );
  const described = {
    profile: 'data-package',
    name: month === undefined ? 'so-vang' : `so-vang-${month}`,
    title: month === undefined ? 'Sổ Vàng: quỹ và đợt vận động' : `Sổ Vàng: tháng ${month}`,
    description: `Tính đến vị trí ${of.sequence} của nhật ký công khai. Computed at position ${of.sequence} of the public log.`,
    homepage: `${of.publicUrl}/open-data`,
    created: of.recordedAt.toISOString(),
    resources,
  };
  return `${exactJson(described)}\n`;
}

function resourceOf(table: Table, format: string, { bytes, sha256 }: FileFacts): object {
  return {
    profile: 'tabular-data-resource',
    name: format === 'csv' ? table.name : `${table.name}-json`,
    path: `${table.name}.${format}`,
    title: `${table.vi} / ${table.en}`,
    format,
    mediatype: format === 'csv' ? 'text/csv' : 'application/json',
    encoding: 'utf-8',
    bytes,
    hash: `sha256:${sha256}`,
    ...(format === 'csv' && { dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true } }),
    schema: {
      fields: table.columns.map(fieldOf),
      missingValues: [''],
      primaryKey: keyOf(table),
    },
  };
}

/** A day's flow may be of no appeal, and a primary key has no empty part: such a table names none. */
function keyOf(table: Table): string[] | undefined {
  const key = table.columns.slice(0, table.key).map(({ name }) => name);
  return key.includes('appeal_id') && table.key > 1 ? undefined : key;
}

function fieldOf({ name, type, vi, en, unit, values }: Column): object {
  return {
    name,
    type: TYPES[type],
    title: vi,
    description: en,
    ...(unit !== undefined && { unit }),
    ...(values && { constraints: { enum: values } }),
  };
}

/** Every column of every table in words, as a CSV that anyone can open. */
export function dataDictionary(): string {
  const head = ['table', 'column', 'type', 'unit', 'vi', 'en', 'values'];
  const rows = [...WHOLE, ...MONTHLY].flatMap((table) => [
    [table.name, '', '', '', table.vi, table.en, ''],
    ...table.columns.map(({ name, type, unit = '', vi, en, values = [] }) => [
      table.name,
      name,
      type,
      unit,
      vi,
      en,
      values.join(' '),
    ]),
  ]);
  return `\uFEFF${[head, ...rows].map((row) => recordOf(row)).join('')}`;
}

/** What `sha256sum -c SHA256SUMS` reads; its own hash stands for the whole snapshot. */
export function sums(files: readonly FileFacts[]): { text: string; sha256: string } {
  const text = files.map(({ sha256, path }) => `${sha256}  ${path}\n`).join('');
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}
