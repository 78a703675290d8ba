import { Checkbox, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { LinkButton } from '../../components/LinkButton';
import { say } from '../../components/notice';
import { ProblemNote } from '../../components/ProblemNote';
import { add_days, date as date_words, local_date, start_of } from '../../lib/time';
import { type Programme, programme as read_programme, save } from './api';
import { copied_to } from './copy';
import { PreviewPanel } from './PreviewPanel';
import { usePreview, useScheduleChanged } from './usePreview';

interface CopyDialogProps {
  programme: string;
  /** The day from which it is copied; the one after it is offered. */
  date: string;
  on_close: () => void;
}

/** The same programme once more on another day, as a new one, with the same check as any other. */
export function CopyDialog({ programme: id, date, on_close }: CopyDialogProps) {
  const { t } = useTranslation('schedule');
  const query = useQuery({ queryKey: ['programmes', id], queryFn: () => read_programme(id) });
  if (query.data) return <Copying programme={query.data} date={date} on_close={on_close} />;
  return (
    <Confirm opened title={t('copy.to_day')} action={t('copy.action')} disabled on_close={on_close}
      on_confirm={on_close}>
      {query.error
        ? <ProblemNote error={query.error} retry={() => void query.refetch()} />
        : <Skeleton height={180} />}
    </Confirm>
  );
}

function Copying({ programme, date, on_close }: Omit<CopyDialogProps, 'programme'> & {
  programme: Programme;
}) {
  const { t } = useTranslation('schedule');
  const today = local_date(Date.now());
  const after = add_days(date, 1);
  const [to, set_to] = useState(after < today ? today : after);
  const [title, set_title] = useState(programme.title);
  const [accepted, set_accepted] = useState(false);
  const [settled] = useDebouncedValue(title.trim(), 300);
  const asked = settled ? copied_to(programme, to, settled) : undefined;
  const shown = usePreview(asked);
  const changed = useScheduleChanged();
  const copying = useMutation({
    mutationFn: () => save({ ...asked!, accept_conflicts: accepted }),
    onSuccess: async () => {
      await changed();
      say(t('copy.done', { name: settled, date: date_words(start_of(to)) }));
      on_close();
    },
  });
  const seen = shown.data;
  const refused = !seen?.can_be_saved || (!seen.clean && !accepted) || shown.isPlaceholderData;
  return (
    <Confirm opened title={t('copy.title', { name: programme.title })} action={t('copy.action')}
      busy={copying.isPending} disabled={!asked || settled !== title.trim() || refused}
      on_close={on_close} on_confirm={() => copying.mutate()}>
      <Stack gap="md">
        <Text size="sm">
          {t('copy.times', { times: programme.times.map((one) => one.slice(0, 5)).join(', ') })}
        </Text>
        <DatePickerInput label={t('copy.day')} value={to} valueFormat="DD/MM/YYYY" minDate={today}
          onChange={(value) => {
            if (!value) return;
            set_to(value);
            set_accepted(false);
          }} />
        <TextInput label={t('editor.name')} required maxLength={200} value={title}
          onChange={(event) => set_title(event.currentTarget.value)} />
        <PreviewPanel query={shown} complete={asked !== undefined} />
        {seen?.can_be_saved && !seen.clean && (
          <Checkbox label={t('editor.accept')} checked={accepted}
            onChange={(event) => set_accepted(event.currentTarget.checked)} />
        )}
        <LinkButton variant="default" size="xs" to="/schedule/new"
          search={{ copy: programme.id, date: to }}>
          {t('copy.change_first')}
        </LinkButton>
        <ProblemNote error={copying.error} />
      </Stack>
    </Confirm>
  );
}
