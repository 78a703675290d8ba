import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { say } from '../../components/notice';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import type { Notice, Work } from './api';
import { bulletin_of, discard, type Matter, retry } from './matters';

function useName(matter: Matter): string {
  const { t } = useTranslation(['undelivered', 'alarms']);
  if (matter.kind === 'notice') {
    return `${t(`alarms:kinds.${matter.notice.kind}`)} · ${matter.notice.device_name}`;
  }
  const { consumer } = matter.work;
  return t(`work.${consumer}.name`, { defaultValue: t('work.other', { consumer }) });
}

export function MatterRow({ matter }: { matter: Matter }) {
  const { t } = useTranslation('undelivered');
  const client = useQueryClient();
  const name = useName(matter);
  const [discarding, set_discarding] = useState(false);
  const retrying = useMutation({
    mutationFn: () => retry(matter),
    onSuccess: () => say(t('retried')),
    onSettled: () => client.invalidateQueries({ queryKey: ['undelivered'] }),
  });
  return (
    <div className="row-link" role="group" aria-label={name}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} style={{ minWidth: 0, flex: '1 1 16rem', overflowWrap: 'anywhere' }}>
          <Text fw={500}>{name}</Text>
          {matter.kind === 'notice'
            ? <AboutNotice notice={matter.notice} /> : <AboutWork work={matter.work} />}
        </Stack>
        <Group gap="xs">
          {may(matter, 'retry') && (
            <Button size="xs" loading={retrying.isPending} onClick={() => retrying.mutate()}>
              {t(`retry.${matter.kind}`)}
            </Button>
          )}
          {may(matter, 'discard') && (
            <Button size="xs" variant="default" onClick={() => set_discarding(true)}>
              {t('discard.action')}
            </Button>
          )}
        </Group>
      </Group>
      <ProblemNote error={retrying.error} />
      {discarding && (
        <Discard matter={matter} name={name} on_close={() => set_discarding(false)} />
      )}
    </div>
  );
}

/** When it happened, how often it was tried, and what came back. */
function Tries({ at, tried_at, attempts, error }: {
  at: number; tried_at?: number; attempts: number; error: string;
}) {
  const { t, i18n } = useTranslation('undelivered');
  const now = useNow();
  return (
    <>
      <Text size="sm" c="dimmed">
        {[when(at, now, i18n.language), t('attempts', { count: attempts }),
          tried_at !== undefined && t('last_try', { when: when(tried_at, now, i18n.language) })]
          .filter(Boolean).join(' · ')}
      </Text>
      {error && <Text size="sm">{t('why', { error })}</Text>}
    </>
  );
}

function AboutNotice({ notice }: { notice: Notice }) {
  const { t } = useTranslation('undelivered');
  return (
    <>
      <Text size="sm">{t(`to.${notice.channel}`, { address: notice.address })}</Text>
      <Tries at={notice.happened_at} tried_at={notice.tried_at} attempts={notice.attempts}
        error={notice.last_error} />
      <Text size="sm">{t(`advice.${notice.channel}`)}</Text>
      <Anchor component={Link} size="sm" to={`/alarms/${notice.alarm}`}>{t('see_alarm')}</Anchor>
    </>
  );
}

function AboutWork({ work }: { work: Work }) {
  const { t } = useTranslation('undelivered');
  const bulletin = bulletin_of(work);
  const means = t(`work.${work.consumer}.means`, { defaultValue: '' });
  return (
    <>
      {means && <Text size="sm">{means}</Text>}
      <Tries at={work.created_at} attempts={work.attempts} error={work.last_error} />
      {bulletin && (
        <Anchor component={Link} size="sm" to={`/bulletins/${bulletin}`}>{t('see_bulletin')}</Anchor>
      )}
    </>
  );
}

function Discard({ matter, name, on_close }: {
  matter: Matter; name: string; on_close: () => void;
}) {
  const { t } = useTranslation('undelivered');
  const client = useQueryClient();
  const [reason, set_reason] = useState('');
  const discarding = useMutation({
    mutationFn: () => discard(matter, reason.trim()),
    onSuccess: async () => {
      on_close();
      await client.invalidateQueries({ queryKey: ['undelivered'] });
    },
  });
  return (
    <Confirm opened title={t('discard.title', { name })} action={t('discard.confirm')}
      busy={discarding.isPending} disabled={!reason.trim()} on_close={on_close}
      on_confirm={() => discarding.mutate()}>
      <Stack gap="md">
        <Text>{t(`discard.says.${matter.kind}`)}</Text>
        <TextInput label={t('discard.reason')} placeholder={t('discard.reason_example')} required
          data-autofocus maxLength={500} value={reason}
          onChange={(event) => set_reason(event.currentTarget.value)} />
        <ProblemNote error={discarding.error} />
      </Stack>
    </Confirm>
  );
}
