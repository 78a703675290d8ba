import { describe, expect, test } from 'vitest';
import { Problem } from '../../api/problem';
import type { EmergencyPart, EmergencyTemplate } from './api';
import {
  attempt_is_over, by_worry, cells, from_template, lacks, offered_templates, own_words, percent,
  raise_body, type RaiseDraft, sounding, stage_tone,
} from './emergency';

const draft: RaiseDraft = {
  mode: 'real', hazard: 'other', title: ' Lũ về ', text: 'Nước lên nhanh.', siren: true,
  how: 'read', minutes: 30, targets: { areas: ['91/31069'], groups: [], devices: [] },
};
const template = (id: string, name: string, area: string): EmergencyTemplate => ({
  id, name, area, hazard: 'flood', title: 'Cảnh báo lũ', text: 'Lên nơi cao.', siren: false,
  minutes: 60, version: 1, changed_at: 0, abilities: [],
});
const circle = { centre: { latitude: 9.6, longitude: 105.2 }, metres: 800 };
const drawn = { within: '91/31069', circles: [circle], polygons: [] };

describe('what is raised', () => {
  test('a template gives its words, siren and length, and keeps the chosen places', () => {
    const made = from_template(draft, template('t', 'Lũ', ''));
    expect(made).toMatchObject({
      template: 't', hazard: 'flood', title: 'Cảnh báo lũ', siren: false, minutes: 60,
      targets: draft.targets,
    });
    expect(own_words(made)).toMatchObject({ hazard: 'other', title: '', text: '' });
    expect(own_words(made).template).toBeUndefined();
  });

  test('a template of the unit hides the same one from above', () => {
    const items = [template('own', 'Lũ', '91/31069'), template('all', 'lũ', '')];
    expect(offered_templates(items).map(({ id }) => id)).toEqual(['own']);
    expect(offered_templates([...items, template('dam', 'Xả lũ', '')])).toHaveLength(2);
  });

  test('it lacks a title, words or a place until they are there', () => {
    const nowhere = { areas: [], groups: [], devices: [] };
    expect(lacks(draft)).toEqual([]);
    expect(lacks({ ...draft, title: ' ', text: '', targets: nowhere }))
      .toEqual(['title', 'text', 'targets']);
    expect(lacks({ ...draft, targets: { ...nowhere, drawn } })).toEqual([]);
  });

  test('who speaks live needs no words', () => {
    const spoken: RaiseDraft = { ...draft, text: ' ', how: 'live' };
    expect(lacks(spoken)).toEqual([]);
    expect(raise_body(spoken)).toMatchObject({ text: '', live: true });
    const request = raise_body(spoken);
    const speech = { text: '', problem: '' };
    expect(sounding({ speech, request })).toBe('siren_alone');
    expect(sounding({ speech, request, voice_run: 'r' })).toBe('voice');
    expect(sounding({ speech: { ...speech, text: 'Lũ' }, request })).toBe('siren');
  });

  test('a recording speaks for itself and is not sent when another way was chosen after all', () => {
    const recording = { sha256: 'a'.repeat(64), size_bytes: 900, duration_ms: 4000 };
    const recorded: RaiseDraft = { ...draft, text: '', how: 'recorded' };
    expect(lacks(recorded)).toEqual(['recording']);
    expect(lacks({ ...recorded, recording })).toEqual([]);
    expect(raise_body({ ...recorded, recording })).toMatchObject({ recording });
    expect(raise_body({ ...draft, recording })).not.toHaveProperty('recording');
  });

  test('the order carries what was chosen and drawn', () => {
    expect(raise_body(draft)).toEqual({
      mode: 'real', hazard: 'other', title: 'Lũ về', text: 'Nước lên nhanh.', siren: true,
      minutes: 30, targets: draft.targets,
    });
    const targets = { ...draft.targets, drawn };
    expect(raise_body({ ...draft, targets }).targets).toEqual(targets);
  });

  test('a refusal ends an attempt, a lost line does not', () => {
    expect(attempt_is_over(new Problem(403, 'emergency.second_factor_needed', '', ''))).toBe(true);
    expect(attempt_is_over(new TypeError('Failed to fetch'))).toBe(false);
  });
});

describe('what is shown', () => {
  test('only a real one that lives is red', () => {
    expect(stage_tone({ stage: 'on_air', mode: 'real' })).toBe('emergency');
    expect(stage_tone({ stage: 'waiting', mode: 'real' })).toBe('emergency');
    expect(stage_tone({ stage: 'on_air', mode: 'exercise' })).toBe('accent');
    expect(stage_tone({ stage: 'over', mode: 'real' })).toBe('quiet');
  });

  test('the board keeps its places whatever the numbers are', () => {
    const board = {
      devices: 3, sent: 3, received: 2, playing: 2, sounded: 2, done: 0, failed: 0, silent: 1,
    };
    expect(cells(board).map(({ name, count }) => [name, count])).toEqual([
      ['received', 2], ['sounded', 2], ['playing', 2], ['done', 0], ['failed', 0], ['silent', 1],
    ]);
    expect(percent(2, 3)).toBe(67);
    expect(percent(0, 0)).toBe(0);
  });

  test('the silent and the failed come first', () => {
    const part = (name: string, state: EmergencyPart['state']): EmergencyPart =>
      ({ device: name, name, area: '', state, ms_played: 0, code: '' });
    const parts = [
      part('b', 'playing'), part('a', 'playing'), part('c', 'silent'), part('d', 'failed'),
    ];
    expect(by_worry(parts).map(({ name }) => name)).toEqual(['c', 'd', 'a', 'b']);
    expect(parts[0]?.name).toBe('b');
  });
});
