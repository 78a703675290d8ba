import { Button, Card, Group, Modal, Stack, Text, Textarea, Timeline } from '@mantine/core';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { useMe } from '../identity/useMe';
import { approve, type Bulletin, send_back, versions, withdraw } from './api';
import { sound_of, text_in } from './body';
import { history_of } from './history';
import { Sounding } from './ListenPanel';

/** What the approver needs on one screen: read, listen, decide. */
export function DecisionPanel({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const actor = useMe();
  const rendering = sound_of(bulletin);
  const own = bulletin.author.user === actor.id;
  return (
    <Stack gap="lg">
      {bulletin.state === 'draft' && <Note>{t('decide.not_yet')}</Note>}
      {bulletin.state === 'submitted' && !may(bulletin, 'approve') && (
        <Note title={t('decide.waiting')}>
          {t(own ? 'decide.own' : 'decide.waiting_hint')}
        </Note>
      )}
      {bulletin.state === 'approved' && (
        <Note tone="good" title={t('decide.approved', {
          name: bulletin.approvals.at(-1)?.person.name ?? '',
        })}>
          {t('decide.approved_hint')}
        </Note>
      )}
      <Section title={t('decide.read_and_listen')}>
        <Card>
          <Stack gap="lg">
            {rendering
              ? <Sounding bulletin={bulletin} rendering={rendering} />
              : <Text c="dimmed">{t('listen.none')}</Text>}
            <div className="prose">{text_in(bulletin.body)}</div>
          </Stack>
        </Card>
      </Section>
      <History bulletin={bulletin} />
      <Decide bulletin={bulletin} />
    </Stack>
  );
}

function Decide({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const client = useQueryClient();
  const [asking, set_asking] = useState<'return' | 'withdraw'>();
  const settle = async (decided: Bulletin) => {
    client.setQueryData(['bulletin', bulletin.id], decided);
    set_asking(undefined);
    await client.invalidateQueries({ queryKey: ['bulletins'] });
  };
  const approving = useMutation({ mutationFn: () => approve(bulletin), onSuccess: settle });
  const refusing = useMutation({
    mutationFn: (reason: string) =>
      asking === 'withdraw' ? withdraw(bulletin.id, reason) : send_back(bulletin.id, reason),
    onSuccess: settle,
  });
  if (!['approve', 'return', 'withdraw'].some((act) => may(bulletin, act))) return null;
  return (
    <div className="sticky-bar">
      <ProblemNote error={approving.error} />
      <Group justify="flex-end" gap="sm">
        {may(bulletin, 'withdraw') && (
          <Button variant="subtle" onClick={() => set_asking('withdraw')}>
            {t('decide.withdraw')}
          </Button>
        )}
        {may(bulletin, 'return') && (
          <Button variant="default" size="md" onClick={() => set_asking('return')}
            leftSection={<IconArrowBackUp size={18} aria-hidden />}>
            {t('decide.return')}
          </Button>
        )}
        {may(bulletin, 'approve') && (
          <Button size="md" loading={approving.isPending} onClick={() => approving.mutate()}
            leftSection={<IconCheck size={18} aria-hidden />}>
            {t('decide.approve')}
          </Button>
        )}
      </Group>
      <Reason kind={asking} busy={refusing.isPending} error={refusing.error}
        on_close={() => set_asking(undefined)} on_send={(reason) => refusing.mutate(reason)} />
    </div>
  );
}

interface ReasonProps {
  kind: 'return' | 'withdraw' | undefined;
  busy: boolean;
  error: unknown;
  on_close: () => void;
  on_send: (reason: string) => void;
}

function Reason({ kind, busy, error, on_close, on_send }: ReasonProps) {
  const { t } = useTranslation('content');
  const [reason, set_reason] = useState('');
  if (!kind) return null;
  return (
    <Modal opened onClose={on_close} title={<Text fw={600}>{t(`decide.${kind}`)}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <Stack gap="md">
        <Textarea label={t(`decide.${kind}_reason`)} description={t(`decide.${kind}_hint`)}
          required autosize minRows={3} data-autofocus value={reason}
          onChange={(event) => set_reason(event.currentTarget.value)} />
        <ProblemNote error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
          <Button loading={busy} disabled={!reason.trim()} onClick={() => on_send(reason.trim())}>
            {t(`decide.${kind}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function History({ bulletin }: { bulletin: Bulletin }) {
  const { t, i18n } = useTranslation('content');
  const now = useNow(60_000);
  const query = useQuery({
    queryKey: ['bulletin', bulletin.id, 'versions', bulletin.version],
    queryFn: () => versions(bulletin.id),
    placeholderData: (before) => before,
  });
  if (!query.data) return null;
  return (
    <Section title={t('history.title')}>
      <Timeline bulletSize={16} lineWidth={2}>
        {history_of(query.data.items).map((one) => (
          <Timeline.Item key={`${one.at}-${one.act}`}
            title={t(`history.${one.act}`, { name: one.who })}>
            {one.reason && <Text>“{one.reason}”</Text>}
            <Text size="sm" c="dimmed">{when(one.at, now, i18n.language)}</Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Section>
  );
}
