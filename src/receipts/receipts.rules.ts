/** `UH-VNN-00004-2026-000123`: kind, fund, unit, year and the number in that series. */
export function serialOf(kind: string, fundKind: string, unitCode: string, year: number, number: number): string {
  return `${kind}-${fundKind}-${unitCode}-${year}-${String(number).padStart(6, '0')}`;
}
