/**
 * A bank memo with what identifies a person by number taken out, before anyone but the unit's own people sees it: of
 * one published statement a fifth of the memos gave the payer's account and name and 3% a phone. A name that the payer
 * typed as the message stays, so a scrubbed memo still needs the donor's consent before it is shown to the public.
 * @param text the memo as the bank wrote it
 * @returns one line of human text; empty where nothing of it is left
 */
export function scrubMemo(text: string): string {
  let kept = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  // A bank's line break may cut a number in two, and then neither half looks like one.
  kept = kept.replace(/(?<=\p{Nd})[^\S ]*[\r\n]\s*(?=\p{Nd})/gu, '').replace(/\s+/gu, ' ');
  // What stood apart may stand together once something between is gone; each round only shortens the text.
  for (let before = ''; before !== kept;) {
    before = kept;
    for (const pattern of PRIVATE) kept = kept.replace(pattern, ' ');
    kept = tidy(kept);
  }
  return kept;
}

const PRIVATE: readonly RegExp[] = [
  // The payer's account and name, up to the end: what follows "toi" is the receiving account and its
  // holder. ("CT tu thien" is a charity programme.)
  /\bC\s?T\s*tu\b(?!\s*thien).*$/giu,
  /[\p{L}\p{Nd}._%+-]{1,64}@[\p{L}\p{Nd}-]{1,63}(?:\.[\p{L}\p{Nd}-]{1,63}){0,4}/gu,
  /\bMBVCB\.\p{Nd}+(?:\.\p{Nd}+)*\.?/giu,
  /\bFT\p{Nd}[\p{L}\p{Nd}]*/giu,
  // Phones as people write them, with their spaces and country code.
  /(?<!\p{Nd})(?:\+?84|0)[ .-]?[35789](?:[ .-]?\p{Nd}){8}(?!\p{Nd})/gu,
  // Accounts and identity numbers written in groups.
  /\p{Nd}(?:[ .-]?\p{Nd}){8,}/gu,
  /\p{Nd}{6,}/gu,
];

function tidy(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/ ([.,;:])/gu, '$1')
    .replace(/([.,;:-])(?:[ .,;:-]*[.,;:-])+/gu, '$1')
    .replace(/^[\s.,;:_-]+|[\s,;:_-]+$/gu, '')
    .trim();
}
