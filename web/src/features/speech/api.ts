import { loose, unwrap } from '../../api/client';

export type TokenKind =
  | 'word' | 'number' | 'date' | 'time' | 'money' | 'measure' | 'phone' | 'code' | 'address'
  | 'abbreviation' | 'letters' | 'foreign' | 'dictionary' | 'symbol' | 'pause' | 'silent'
  | 'unreadable';
/** One piece of the text and what the voice says for it. */
export interface Token {
  source_text: string;
  spoken: string;
  kind: TokenKind;
}
export interface Sentence {
  tokens: Token[];
  break_after: 'sentence' | 'paragraph' | 'heading';
}
export interface Reading {
  sentences: Sentence[];
}
export interface Voice {
  id: string;
  name: string;
  region: 'north' | 'centre' | 'south';
  warning?: { vi: string; en: string };
}
export interface DictionaryEntry {
  written: string;
  spoken: string;
}

export const read = (text: string) =>
  unwrap<Reading>(loose.POST('/api/v1/speech/readings', { body: { text } }));
export const voices = () => unwrap<{ items: Voice[] }>(loose.GET('/api/v1/speech/voices'));
export const dictionary = () =>
  unwrap<{ items: DictionaryEntry[] }>(loose.GET('/api/v1/speech/dictionary'));
export const teach = (body: DictionaryEntry) =>
  unwrap<DictionaryEntry>(loose.PUT('/api/v1/speech/dictionary', { body }));
export const unteach = (written: string) =>
  unwrap<void>(loose.DELETE('/api/v1/speech/dictionary', { params: { query: { written } } }));
