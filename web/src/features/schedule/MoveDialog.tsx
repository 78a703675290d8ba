import { Checkbox, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockInput } from '../../components/ClockInput';
import { Confirm } from '../../components/Confirm';
import { ProblemNote } from '../../components/ProblemNote';
import { day, start_of } from '../../lib/time';
import { type Programme, programme as read_programme, replace, save } from './api';
import { moved_everywhere, moved_on, proposal_of } from './calendar';
import type { Move } from './CalendarSlot';
import { PreviewPanel } from './PreviewPanel';
import { usePreview, useScheduleChanged } from './usePreview';

type Scope = 'all' | 'day';
type Moved = Omit<Move, 'programme'> & { programme: Programme };

/** The programme as it is now is read first: what is moved must be the newest version of it. */
export function MoveDialog({ move, on_close }: { move: Move; on_close: () => void }) {
  const { t } = useTranslation('schedule');
  const query = useQuery({
    queryKey: ['programmes', move.programme], queryFn: () => read_programme(move.programme),
    // Never changed under the hands of the one who moves.
    staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false,
  });
  if (query.data) return <Moving move={{ ...move, programme: query.data }} on_close={on_close} />;
  return (
    <Confirm opened title={t('move.title', { name: move.title })} action={t('move.action')} disabled
      on_close={on_close} on_confirm={on_close}>
      {query.error
        ? <ProblemNote error={query.error} retry={() => void query.refetch()} />
        : <Skeleton height={180} />}
    </Confirm>
  );
}

/** What moving would do, by the server's reckoning, before anything moves. */
function Moving({ move, on_close }: { move: Moved; on_close: () => void }) {
  const { t, i18n } = useTranslation('schedule');
  const changed = useScheduleChanged();
  const [to, set_to] = useState(move.to);
  const [accepted, set_accepted] = useState(false);
  const single = move.programme.days.rule === '';
  const [scope, set_scope] = useState<Scope>('all');
  const [settled] = useDebouncedValue(to, 300);
  const asked = settled ? proposal_for({ ...move, to: settled }, scope) : undefined;
  const shown = usePreview(asked);
  const moving = useMutation({
    mutationFn: () => carry_out({ ...move, to }, scope, accepted),
    onSuccess: async () => {
      await changed();
      on_close();
    },
  });
  const seen = shown.data;
  const refused = !seen || !seen.can_be_saved || (!seen.clean && !accepted);
  return (
    <Confirm opened title={t('move.title', { name: move.programme.title })}
      action={t('move.action')} busy={moving.isPending}
      disabled={!to || to !== settled || refused || shown.isPlaceholderData}
      on_close={on_close} on_confirm={() => moving.mutate()}>
      <Stack gap="md">
        <Text>{t('move.from', { from: move.from, day: day(start_of(move.date), i18n.language) })}</Text>
        <ClockInput label={t('move.to')} value={to} on_change={set_to} />
        {!single && (
          <SegmentedControl value={scope} aria-label={t('move.scope')} fullWidth
            data={(['all', 'day'] as const).map((value) => ({ value, label: t(`move.${value}`) }))}
            onChange={(value) => set_scope(value as Scope)} />
        )}
        <PreviewPanel query={shown} complete={asked !== undefined} />
        {seen?.can_be_saved && !seen.clean && (
          <Checkbox label={t('editor.accept')} checked={accepted}
            onChange={(event) => set_accepted(event.currentTarget.checked)} />
        )}
        <ProblemNote error={moving.error} />
      </Stack>
    </Confirm>
  );
}

/** With the id of the moved programme, so that it does not clash with itself. */
function proposal_for({ programme, date, from, to }: Moved, scope: Scope) {
  if (scope === 'all') return moved_everywhere(programme, from, to);
  const moved = moved_on(programme, date, from, to);
  return moved && { ...moved.instead, id: programme.id };
}

async function carry_out(
  { programme, date, from, to }: Moved, scope: Scope, accept_conflicts: boolean,
) {
  const before = proposal_of(programme);
  const everywhere = moved_everywhere(programme, from, to);
  const one_day = moved_on(programme, date, from, to);
  if (!before || !everywhere || !one_day) return undefined;
  if (scope === 'all') return replace(programme, { ...everywhere, accept_conflicts });
  const without = await replace(programme, { ...one_day.left_out, accept_conflicts: true });
  try {
    return await save({ ...one_day.instead, accept_conflicts });
  } catch (error) {
    // The day must not fall silent because its new time was refused.
    await replace(without, { ...before, accept_conflicts: true });
    throw error;
  }
}
