/** A paper of two people as the API answers it: a preview that is not possible says why in both languages. */
import type { PlaceEffect, PurposeEffect } from './entry-draft-preview.service.js';
import type { DraftDetail } from './entry-drafts-reader.service.js';

type PreviewAnswer =
  | { possible: true; places: PlaceEffect[]; purposes: PurposeEffect[] }
  | { possible: false; code: string; vi: string; en: string };

export type DraftAnswer = Omit<DraftDetail, 'preview'> & { preview: PreviewAnswer | null };

export function answerOf({ preview, ...draft }: DraftDetail): DraftAnswer {
  if (preview === null || preview.possible) return { ...draft, preview };
  const { refusal } = preview;
  const words = { vi: refusal.sentence('vi'), en: refusal.sentence('en') };
  return { ...draft, preview: { possible: false, code: refusal.code, ...words } };
}
