import { client, if_match, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type ItemFile = Schemas['ContentMediaFile'];
export type ProgrammeItem = Schemas['ScheduleItem'];
/** The first day, and those that an RFC 5545 rule adds to it. */
export type Recurrence = Schemas['ScheduleDays'];
export type Proposal = Schemas['ScheduleProposal'];
export type Programme = Schemas['ScheduleProgramme'];
export type NextRun = Schemas['ScheduleNextRun'];
export type Refusal = Schemas['ScheduleRefusal'];
export type Conflict = Schemas['ScheduleConflict'];
/** What saving would do. */
export type Preview = Schemas['SchedulePreview'];
export type UnitRules = Schemas['ScheduleUnitRules'];

export const programmes = () =>
  unwrap(client.GET('/api/v1/programmes', { params: { query: { limit: 100 } } }));
export const preview = (body: Proposal) =>
  unwrap(client.POST('/api/v1/programme-previews', { body }));
export const save = (body: Proposal) => unwrap(client.POST('/api/v1/programmes', { body }));
export const programme = (id: string) =>
  unwrap(client.GET('/api/v1/programmes/{id}', { params: { path: { id } } }));
export const replace = ({ id, version }: Programme, body: Proposal) =>
  unwrap(client.PUT('/api/v1/programmes/{id}', {
    params: { path: { id }, header: if_match(version) }, body,
  }));
export const cancel = (id: string, reason: string) =>
  unwrap(client.POST('/api/v1/programmes/{id}/cancel', {
    params: { path: { id } }, body: { reason },
  }));
/** Runs that were missed and wait for a decision. */
export type MissedRun = Schemas['ScheduleMissedRun'];
export const questions = () =>
  unwrap(client.GET('/api/v1/missed-runs', { params: { query: { verdict: 'asked' } } }));
export const answer_missed = (id: string, make_up: boolean) =>
  unwrap(client.POST('/api/v1/missed-runs/{id}/answer', {
    params: { path: { id } }, body: { make_up },
  }));
export const rules = (area: string) =>
  unwrap(client.GET('/api/v1/unit-rules', { params: { query: { area } } }));
/** As it would be with this distance, whether the unit's rules ask for slots or not. */
export const stagger = (area: string, hearing_metres: number) =>
  unwrap(client.GET('/api/v1/stagger', { params: { query: { area, hearing_metres } } }));
export const save_rules = (body: UnitRules) =>
  unwrap(client.PUT('/api/v1/unit-rules', {
    params: { header: if_match(body.version) }, body,
  }));
