import { add_days, local_date } from '../../lib/time';
import type { Bulletin, BulletinBody, LanguageVariant, Rendering } from './api';
import { blocks_of, text_of } from './blocks';

/** What the officer edits of a bulletin: its Vietnamese text, spoken by a voice. */
export interface Draft {
  title: string;
  text: string;
  class: BulletinBody['class'];
  valid_from: string;
  valid_to: string;
  targets: BulletinBody['targets'];
  voice?: string;
}

/** Bulletins and what is like them: texts by language. */
type Written = Pick<BulletinBody, 'variants'>;

const is_main = (variant: LanguageVariant) => variant.language === 'vi';

/** Vietnamese where there is some, else the first language. */
export function main_variant(body: Written): LanguageVariant | undefined {
  return body.variants.find(is_main) ?? body.variants[0];
}

export function text_in(body: Written): string {
  return text_of(main_variant(body)?.blocks ?? []);
}

/** The sound of the main language; the server keeps none that is older than the text. */
export function sound_of(bulletin: Bulletin): Rendering | undefined {
  const language = main_variant(bulletin.body)?.language;
  return bulletin.renderings.find((one) => one.language === language);
}

/** All languages sound one after another. */
export function whole_length({ renderings }: Pick<Bulletin, 'renderings'>): number {
  return renderings.reduce((sum, one) => sum + one.audio.duration_ms, 0);
}

/** A new bulletin of a unit: for everybody there, for two weeks from today. */
export function new_body(area: string, title: string, text: string, now: number): BulletinBody {
  const today = local_date(now);
  return {
    title,
    class: 'ordinary',
    field: '',
    area,
    valid_from: today,
    valid_to: add_days(today, 14),
    targets: { areas: [area], groups: [], devices: [] },
    variants: [{ language: 'vi', source: 'speech', blocks: blocks_of(text) }],
    attachments: [],
    miss: { on_miss: 'drop' },
  };
}

export function draft_of(body: BulletinBody): Draft {
  const { title, class: class_, valid_from, valid_to, targets } = body;
  const voice = main_variant(body)?.voice;
  return {
    title, text: text_in(body), class: class_, valid_from, valid_to, targets,
    ...(voice ? { voice } : {}),
  };
}

/** With another variant in the main language; other languages and attachments stay. */
function with_main<T extends Written>(
  body: T, change: (main: LanguageVariant) => LanguageVariant,
): T {
  const edited = main_variant(body);
  return {
    ...body,
    variants: body.variants.map((variant) => (variant === edited ? change(variant) : variant)),
  };
}

/** With another text or voice. */
export function with_words<T extends Written>(
  body: T, { text, voice }: { text?: string | undefined; voice?: string | undefined },
): T {
  return with_main(body, (main) => ({
    ...main,
    ...(text === undefined ? {} : { blocks: blocks_of(text) }),
    ...(voice === undefined ? {} : { voice }),
  }));
}

/** The whole body again with what was edited. */
export function with_draft(body: BulletinBody, change: Partial<Draft>): BulletinBody {
  const { text, voice, ...rest } = change;
  return { ...with_words(body, { text, voice }), ...rest };
}

/** The recording speaks instead of a voice; the text stays for those who read. */
export const with_recording = (
  body: BulletinBody, recording: NonNullable<LanguageVariant['recording']>,
): BulletinBody =>
  with_main(body, (main) => ({ ...main, source: 'recording', recording }));

/** A voice reads the text again. */
export const with_voice = (body: BulletinBody): BulletinBody =>
  with_main(body, ({ recording: _, ...main }) => ({ ...main, source: 'speech' }));
