import { Button, Group } from '@mantine/core';
import { IconArrowRight, IconCalendarPlus, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/LinkButton';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { type Bulletin, submit } from './api';
import { sound_of, text_in } from './body';
import type { Step } from './state';

interface StepBarProps {
  bulletin: Bulletin;
  step: Step;
  on_go: (step: Step) => void;
}

/** The one next thing to do, always at the same place. */
export function StepBar({ bulletin, step, on_go }: StepBarProps) {
  const { t } = useTranslation('content');
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: () => submit(bulletin.id),
    onSuccess: async (sent) => {
      client.setQueryData(['bulletin', bulletin.id], sent);
      await client.invalidateQueries({ queryKey: ['bulletins'] });
      on_go('decide');
    },
  });
  const next: Partial<Record<Step, Step>> = { write: 'reading', reading: 'listen' };
  const following = next[step];
  const drafting = bulletin.state === 'draft' || bulletin.state === 'returned';
  let action = null;
  if (drafting && following) {
    action = (
      <Button size="md" rightSection={<IconArrowRight size={18} aria-hidden />}
        disabled={!text_in(bulletin.body).trim()} onClick={() => on_go(following)}>
        {t(`next.${following}`)}
      </Button>
    );
  } else if (drafting && step === 'listen' && may(bulletin, 'submit')) {
    action = (
      <Button size="md" leftSection={<IconSend size={18} aria-hidden />}
        disabled={!sound_of(bulletin)} loading={sending.isPending}
        onClick={() => sending.mutate()}>
        {t('next.submit')}
      </Button>
    );
  } else if (may(bulletin, 'schedule') && step !== 'plan') {
    action = (
      <LinkButton size="md" to="/schedule/new" search={{ bulletin: bulletin.id }}
        leftSection={<IconCalendarPlus size={18} aria-hidden />}>
        {t('next.schedule')}
      </LinkButton>
    );
  }
  if (!action && !sending.error) return null;
  return (
    <div className="sticky-bar">
      <ProblemNote error={sending.error} />
      <Group justify="flex-end" mt={sending.error ? 'sm' : 0}>{action}</Group>
    </div>
  );
}
