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

/** Newest first, page after page. */
export const programme_page = (after?: string) =>
  unwrap(client.GET('/api/v1/programmes', {
    params: { query: { limit: 50, ...(after ? { after } : {}) } },
  }));
const pages_max = 20;
/** All of them that an officer can have in mind, the newest 4,000. */
export async function every_programme(): Promise<Programme[]> {
  const found: Programme[] = [];
  let after: string | undefined;
  for (let page = 0; page < pages_max; page += 1) {
    const { items, next }: { items: Programme[]; next?: string } = await unwrap(
      client.GET('/api/v1/programmes', {
        params: { query: { limit: 200, ...(after ? { after } : {}) } },
      }));
    found.push(...items);
    if (!next) break;
    after = next;
  }
  return found;
}
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
