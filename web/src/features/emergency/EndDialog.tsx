import { Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { ProblemNote } from '../../components/ProblemNote';
import { StopReason } from '../broadcast/StopReason';
import { all_clear, cancel, type Emergency, refuse } from './api';

export type EndAct = 'all-clear' | 'cancel' | 'refuse';
const orders = { 'all-clear': all_clear, cancel, refuse };

/** Refuse and cancel say why; an all-clear says the words that the people will hear. */
export function EndDialog({ act, emergency, on_close }: {
  act: EndAct;
  emergency: Emergency;
  on_close: () => void;
}) {
  const { t } = useTranslation('emergency');
  const client = useQueryClient();
  const [words, set_words] = useState('');
  const needs_reason = act !== 'all-clear';
  const ending = useMutation({
    mutationFn: () => orders[act](emergency.id, words.trim()),
    onSuccess: async () => {
      for (const key of ['emergency', 'emergencies']) {
        await client.invalidateQueries({ queryKey: [key] });
      }
      on_close();
    },
  });
  return (
    <Confirm opened title={t(`end.${act}.title`)} action={t(`end.${act}.action`)}
      busy={ending.isPending} disabled={needs_reason && !words.trim()}
      on_close={on_close} on_confirm={() => ending.mutate()}>
      <Stack gap="sm">
        <Text>{t(`end.${act}.says`, { count: emergency.devices })}</Text>
        {needs_reason
          ? <StopReason value={words} on_change={set_words} />
          : (
            <Textarea label={t('end.words')} description={t('end.words_hint')} autosize minRows={3}
              maxLength={5000} value={words} data-autofocus
              onChange={(event) => set_words(event.currentTarget.value)} />
          )}
        <ProblemNote error={ending.error} />
      </Stack>
    </Confirm>
  );
}
