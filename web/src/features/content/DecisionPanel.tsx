import { Card, Stack, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { Section } from '../../components/Page';
import { may } from '../../lib/abilities';
import { clock, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { useMe } from '../identity/useMe';
import { type Bulletin, versions } from './api';
import { sound_of, text_in } from './body';
import { Compare } from './Compare';
import { Decide } from './Decide';
import { history_of } from './history';
import { Sounding } from './ListenPanel';

/** What the approver needs on one screen: read, listen, decide. */
export function DecisionPanel({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const actor = useMe();
  const rendering = sound_of(bulletin);
  const own = bulletin.author.user === actor.id;
  const approves = may(bulletin, 'approve') || may(bulletin, 'approve-after-second-factor');
  return (
    <Stack gap="lg">
      {bulletin.state === 'draft' && <Note>{t('decide.not_yet')}</Note>}
      {bulletin.state === 'submitted' && !approves && (
        <Note title={t('decide.waiting')}>
          {t(own ? 'decide.own' : 'decide.waiting_hint')}
        </Note>
      )}
      {bulletin.state === 'submitted' && bulletin.approvals.length > 0 && (
        <Note title={t('decide.part', {
          names: bulletin.approvals.map((one) => one.person.name).join(', '),
        })}>
          {t('decide.part_hint')}
        </Note>
      )}
      {bulletin.confirmation_due && (
        <Note tone="emergency" title={t('decide.confirm_by', {
          time: clock(bulletin.confirmation_due),
        })}>
          {t('decide.confirm_hint', { name: bulletin.approvals.at(-1)?.person.name ?? '' })}
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
        {history_of(query.data.items).map((one, index, all) => (
          <Timeline.Item key={`${one.at}-${one.act}`}
            title={t(`history.${one.act}`, { name: one.who })}>
            {one.words && <Text>“{one.words}”</Text>}
            <Text size="sm" c="dimmed">{when(one.at, now, i18n.language)}</Text>
            {one.version < bulletin.version && index < all.length - 1 && (
              <Compare bulletin={bulletin} since={one.version} />
            )}
          </Timeline.Item>
        ))}
      </Timeline>
    </Section>
  );
}
