import { Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { type Ordered, stop, type StopOrder } from './api';
import { CommandState } from './CommandState';
import { StopReason } from './StopReason';

export interface StopDialogProps {
  order: Omit<StopOrder, 'reason'>;
  title: string;
  action: string;
  /** How many clusters fall silent, and what is not touched. */
  children: ReactNode;
  on_close: () => void;
}

/** Says what falls silent before it acts, and afterwards which clusters have obeyed. */
export function StopDialog({ order, title, action, children, on_close }: StopDialogProps) {
  const { t } = useTranslation('broadcast');
  const client = useQueryClient();
  const [reason, set_reason] = useState('');
  const [ordered, set_ordered] = useState<Ordered>();
  const stopping = useMutation({
    mutationFn: () => stop({ ...order, reason: reason.trim() }),
    onSuccess: async (made) => {
      set_ordered(made);
      for (const key of ['run', 'runs', 'devices', 'device']) {
        await client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  if (ordered) {
    return (
      <Confirm opened title={title} action={t('shell:close')} on_close={on_close}
        on_confirm={on_close} only_action>
        <Stack gap="sm">
          <CommandState ordered={ordered} />
          {ordered.spared !== undefined && (
            <Note tone="warn">{t('stop.spared', { count: ordered.spared })}</Note>
          )}
        </Stack>
      </Confirm>
    );
  }
  return (
    <Confirm opened title={title} action={action} busy={stopping.isPending}
      disabled={!reason.trim()} on_close={on_close} on_confirm={() => stopping.mutate()}>
      <Stack gap="sm">
        {children}
        <StopReason value={reason} on_change={set_reason} />
        <ProblemNote error={stopping.error} />
      </Stack>
    </Confirm>
  );
}
