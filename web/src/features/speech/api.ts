import { client, unwrap } from '../../api/client';

/** One piece of the text and how the voice will say it. */
export interface Word {
  text: string;
  spoken: string;
  /** Which rule of reading changed it: `date`, `number`, `abbreviation`, `dictionary` … */
  rule?: string;
  /** The reader had to guess: worth an officer's eye. */
  doubt?: boolean;
}
export interface Reading {
  paragraphs: { words: Word[] }[];
  seconds: number;
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
  unwrap<Reading>(client.POST('/api/v1/speech/readings', { body: { text } }));
export const voices = () => unwrap<{ items: Voice[] }>(client.GET('/api/v1/speech/voices'));
export const dictionary = () =>
  unwrap<{ items: DictionaryEntry[] }>(client.GET('/api/v1/speech/dictionary'));
export const teach = (body: DictionaryEntry) =>
  unwrap<DictionaryEntry>(client.PUT('/api/v1/speech/dictionary', { body }));
export const unteach = (written: string) =>
  unwrap<void>(client.DELETE('/api/v1/speech/dictionary', { params: { query: { written } } }));
