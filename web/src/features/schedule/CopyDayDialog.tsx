import { Checkbox, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Confirm } from '../../components/Confirm';
import { say } from '../../components/notice';
import { ProblemNote } from '../../components/ProblemNote';
import { add_days, day, local_date, start_of } from '../../lib/time';
import { in_language } from '../../lib/words';
import { type RunSummary, runs } from '../broadcast/api';
import { dry_run } from '../dry_run/api';
import { useMe } from '../identity/useMe';
import { type Preview, preview, programme, type Proposal, save } from './api';
import { copied_to, day_copies, week_before } from './copy';
import { useScheduleChanged } from './usePreview';

interface Candidate {
  /** Of the programme that is copied. */
  id: string;
  proposal: Proposal;
  preview: Preview;
}

type Planned = Pick<RunSummary, 'programme' | 'title' | 'area'>;

/** What a day that is over had, or what a coming one has by the plan, also where it is left out. */
async function planned_on(date: string, unit: string): Promise<Planned[]> {
  if (date < local_date(Date.now())) {
    return (await runs(start_of(date), start_of(add_days(date, 1)))).items;
  }
  const { heard, unheard } = await dry_run({ area: unit }, date);
  return [...heard, ...unheard];
}

/** What sounded a week before and is not there yet, each with the server's check. */
async function candidates_for(date: string, unit: string): Promise<Candidate[]> {
  const [source, target] = await Promise.all(
    [week_before(date), date].map((one) => planned_on(one, unit)));
  const found = await Promise.all(day_copies(source ?? [], target ?? [], unit).map(async (one) => {
    const proposal = copied_to(await programme(one.programme), date);
    return proposal && { id: one.programme, proposal, preview: await preview(proposal) };
  }));
  return found.flatMap((one) => one ?? []);
}

/** The day of last week once more: every programme of it that is not planned anyway. */
export function CopyDayDialog({ date, on_close }: { date: string; on_close: () => void }) {
  const { t, i18n } = useTranslation('schedule');
  const { unit } = useMe();
  const changed = useScheduleChanged();
  const query = useQuery({
    queryKey: ['programmes', 'week-before', date], queryFn: () => candidates_for(date, unit.area),
    // Read anew each time it is opened, never under the hands of the one who ticks.
    staleTime: Infinity, gcTime: 0,
  });
  const [left_out, set_left_out] = useState<ReadonlySet<string>>(new Set());
  const [accepted, set_accepted] = useState(false);
  const able = (query.data ?? []).filter((one) => one.preview.can_be_saved);
  const chosen = able.filter(({ id }) => !left_out.has(id));
  const clashes = chosen.some((one) => !one.preview.clean);
  const copying = useMutation({
    mutationFn: async () => {
      // One after the other: each is checked beside those before it.
      for (const { proposal } of chosen) await save({ ...proposal, accept_conflicts: accepted });
    },
    onSettled: changed,
    onSuccess: () => {
      say(t('copy.day_done', { count: chosen.length }));
      on_close();
    },
  });
  const words = { day: day(start_of(date), i18n.language) };
  return (
    <Confirm opened title={t('copy.day_title', words)}
      action={t('copy.day_action', { count: chosen.length })}
      busy={copying.isPending} disabled={chosen.length === 0 || (clashes && !accepted)}
      on_close={on_close} on_confirm={() => copying.mutate()}>
      <Stack gap="md">
        <Text>{t('copy.day_from', { day: day(start_of(week_before(date)), i18n.language) })}</Text>
        {query.isPending && <Skeleton height={120} />}
        <ProblemNote error={query.error} retry={() => void query.refetch()} />
        {query.data?.length === 0 && <Text c="dimmed">{t('copy.day_none')}</Text>}
        {query.data?.map((one) => (
          <Line key={one.id} candidate={one} checked={chosen.includes(one)}
            on_toggle={() => set_left_out((before) => toggled(before, one.id))} />
        ))}
        {clashes && (
          <Checkbox label={t('editor.accept')} checked={accepted}
            onChange={(event) => set_accepted(event.currentTarget.checked)} />
        )}
        <ProblemNote error={copying.error} />
      </Stack>
    </Confirm>
  );
}

function toggled(before: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(one)) after.add(one);
  return after;
}

interface LineProps {
  candidate: Candidate;
  checked: boolean;
  on_toggle: () => void;
}

function Line({ candidate: { proposal, preview: seen }, checked, on_toggle }: LineProps) {
  const { t, i18n } = useTranslation('schedule');
  const remarks = [...seen.refusals, ...seen.conflicts]
    .map(({ message }) => in_language(message, i18n.language));
  return (
    <div>
      <Checkbox label={proposal.title} checked={checked} disabled={!seen.can_be_saved}
        description={proposal.times.map((one) => one.slice(0, 5)).join(', ')}
        onChange={on_toggle} />
      {!seen.can_be_saved && <Chip tone="warn">{t('copy.impossible')}</Chip>}
      {[...new Set(remarks)].slice(0, 3).map((one) => (
        <Text key={one} size="sm" ml={32}>{one}</Text>
      ))}
    </div>
  );
}
