import { as_problem } from '../../api/problem';
import {
  discard_notice, discard_work, type Notice, retry_notice, retry_work, type Undelivered, type Work,
} from './api';

/** One thing that waits for a person, whatever it is: newest first they make one list. */
export type Matter = { id: string; at: number; abilities: string[] } & (
  | { kind: 'notice'; notice: Notice }
  | { kind: 'work'; work: Work }
);

export function matters({ notices, work }: Pick<Undelivered, 'notices' | 'work'>): Matter[] {
  const all: Matter[] = [
    ...notices.map((notice) => ({
      kind: 'notice' as const, id: notice.id, at: notice.happened_at, abilities: notice.abilities,
      notice,
    })),
    ...work.map((one) => ({
      kind: 'work' as const, id: `${one.consumer}/${one.seq}`, at: one.created_at,
      abilities: one.abilities, work: one,
    })),
  ];
  return all.sort((one, other) => other.at - one.at);
}

export const retry = (one: Matter): Promise<unknown> =>
  (one.kind === 'notice' ? retry_notice(one.notice) : retry_work(one.work));

export const discard = (one: Matter, reason: string): Promise<unknown> =>
  (one.kind === 'notice' ? discard_notice(one.notice, reason) : discard_work(one.work, reason));

/** One after another; what somebody else has decided meanwhile is no obstacle. */
export async function retry_all(listed: Matter[], retry_one = retry): Promise<void> {
  for (const one of listed) {
    await retry_one(one).catch((error: unknown) => {
      if (as_problem(error).status !== 404) throw error;
    });
  }
}

/** The bulletin that a piece of work is about, when it is about one. */
export const bulletin_of = ({ entity }: Work): string | undefined =>
  /^bulletin\/([\w-]+)$/.exec(entity)?.[1];
