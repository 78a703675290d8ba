import { client, if_match, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Token = Schemas['SpeechToken'];
export type Reading = Schemas['SpeechReading'];
export type Voice = Schemas['SpeechVoice'];
export type UnitSound = Schemas['ContentUnitSound'];
export type UnitSoundChange = Schemas['ContentUnitSoundChange'];
export type DictionaryWord = Schemas['SpeechWord'];

export const read = (body: Schemas['SpeechReadingRequest']) =>
  unwrap(client.POST('/api/v1/speech/readings', { body }));
export const voices = () => unwrap(client.GET('/api/v1/speech/voices'));

/** Voice, pace and melody of a unit, its own and what holds. */
export const unit_sound = (area: string) =>
  unwrap(client.GET('/api/v1/unit-sound', { params: { query: { area } } }));
export const change_unit_sound = (version: number, body: UnitSoundChange) =>
  unwrap(client.PUT('/api/v1/unit-sound', { params: { header: if_match(version) }, body }));

export const words = (area: string) =>
  unwrap(client.GET('/api/v1/speech/words', { params: { query: { area, limit: 200 } } }));

/** A new entry, or a new reading for the one that is there. */
export async function teach(area: string, written: string, spoken: string) {
  const body = { area, written, spoken, match_case: false, whole_word: true };
  const known = (await words(area)).items.find((one) => one.written === written);
  if (!known) return unwrap(client.POST('/api/v1/speech/words', { body }));
  return unwrap(client.PUT('/api/v1/speech/words/{id}', {
    params: { path: { id: known.id }, header: if_match(known.version) }, body,
  }));
}
export const unteach = (id: string) =>
  unwrap(client.DELETE('/api/v1/speech/words/{id}', { params: { path: { id } } }));
/** Teaches again what was removed, as it was. */
export const teach_again = ({ area, written, spoken, match_case, whole_word }: DictionaryWord) =>
  unwrap(client.POST('/api/v1/speech/words', {
    body: { area, written, spoken, match_case, whole_word },
  }));
