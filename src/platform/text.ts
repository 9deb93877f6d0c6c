/** Letters without marks and in lower case: `Phường Ba Đình` → `phuong ba dinh`. The same as fold_text in the database. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();
}
