import { Card, Group, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded, Waiting } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page } from '../../components/Page';
import { TabStrip } from '../../components/TabStrip';
import { may, may_at } from '../../lib/abilities';
import { date } from '../../lib/time';
import { PlayNow } from '../broadcast/PlayNow';
import { useMe } from '../identity/useMe';
import { type Bulletin, bulletin } from './api';
import { main_variant, text_in, whole_length } from './body';
import { ClassChip } from './BulletinRow';
import { ArchiveBulletin } from './ArchiveBulletin';
import { CopyBulletin } from './CopyBulletin';
import { OriginNote } from './OriginNote';
import { natural_step, reached, state_tone, type Step, steps } from './state';
import { StepBar } from './StepBar';

// Each step is fetched when it is opened: few officers walk the whole way at once.
const Editor = lazy(async () => ({ default: (await import('./Editor')).Editor }));
const ReadingCheck = lazy(async () =>
  ({ default: (await import('../speech/ReadingCheck')).ReadingCheck }));
const ListenPanel = lazy(async () => ({ default: (await import('./ListenPanel')).ListenPanel }));
const DecisionPanel = lazy(async () =>
  ({ default: (await import('./DecisionPanel')).DecisionPanel }));
const BulletinPlan = lazy(async () =>
  ({ default: (await import('../schedule/BulletinPlan')).BulletinPlan }));
const FromAbove = lazy(async () => ({ default: (await import('./FromAbove')).FromAbove }));
const SaveAsTemplate = lazy(async () =>
  ({ default: (await import('../templates/SaveAsTemplate')).SaveAsTemplate }));
const BulletinResults = lazy(async () =>
  ({ default: (await import('../broadcast/BulletinResults')).BulletinResults }));

/** One bulletin from the first word to the proof that it sounded. */
export function BulletinPage() {
  const { id } = useParams({ from: '/shell/bulletins/$id' });
  const query = useQuery({ queryKey: ['bulletin', id], queryFn: () => bulletin(id) });
  const actor = useMe();
  return (
    <Loaded query={query}>
      {(data) => (may_at(actor, data.body.area, 'read_bulletins')
        ? <Workspace key={id} bulletin={data} />
        : <Suspense fallback={<Waiting />}><FromAbove bulletin={data} /></Suspense>)}
    </Loaded>
  );
}

function Workspace({ bulletin: shown }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/bulletins/$id' });
  const actor = useMe();
  // Chosen once: a decision must not pull the screen away from under the one who made it.
  const [first] = useState(() => natural_step(shown));
  const step = steps.find((one) => one === search.step) ?? first;
  const go = (next: Step) => void navigate({
    to: '/bulletins/$id', params: { id: shown.id }, search: { step: next },
  });
  const comment = shown.state === 'approved' && shown.approvals.findLast((one) => one.comment);
  const intro = (
    <Group gap={8} mt={4}>
      <Chip tone={state_tone[shown.state]}>{t(`states.${shown.state}`)}</Chip>
      <ClassChip value={shown.body.class} />
      <Text size="sm" c="dimmed">
        {t('by', { name: shown.author.name, day: date(shown.changed_at) })}
      </Text>
    </Group>
  );
  const play = may(shown, 'play') && (
    <PlayNow targets={shown.body.targets} bulletin={{
      id: shown.id, title: shown.body.title, class: shown.body.class,
      duration_ms: whole_length(shown),
    }} />
  );
  const actions = (
    <>
      {may(actor, 'write_bulletins') && text_in(shown.body).trim() && (
        <Suspense>
          <SaveAsTemplate body={shown.body} />
        </Suspense>
      )}
      {may(shown, 'copy') && (
        <CopyBulletin id={shown.id} title={shown.body.title} area={shown.body.area} look="page" />
      )}
      <ArchiveBulletin bulletin={shown} />
      {play}
    </>
  );
  return (
    <Page title={shown.body.title || t('untitled')} intro={intro} actions={actions}>
      {shown.state === 'returned' && shown.reason && (
        <Note tone="warn" title={t('returned_title', { name: shown.changed_by.name })}>
          {shown.reason}
        </Note>
      )}
      {comment && (
        <Note tone="good" title={t('comment_title', { name: comment.person.name })}>
          {comment.comment}
        </Note>
      )}
      {shown.origin && <OriginNote origin={shown.origin} area={shown.body.area} />}
      <Tabs value={step} variant="none" keepMounted={false}
        onChange={(value) => go(value as Step)}>
        <Path bulletin={shown} active={step} />
        {steps.map((one) => (
          <Tabs.Panel key={one} value={one} pt="lg">
            {one === step && (
              <Suspense fallback={<Waiting />}>
                <StepContent step={one} bulletin={shown} />
              </Suspense>
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
      <StepBar bulletin={shown} step={step} on_go={go} />
    </Page>
  );
}

function StepContent({ step, bulletin: shown }: { step: Step; bulletin: Bulletin }) {
  switch (step) {
    case 'write':
      return may(shown, 'edit') ? <Editor bulletin={shown} /> : <ReadOnly bulletin={shown} />;
    case 'reading':
      return (
        <ReadingCheck text={text_in(shown.body)} area={shown.body.area}
          voice={main_variant(shown.body)?.voice}
          may_teach={may(shown, 'edit')} />
      );
    case 'listen':
      return <ListenPanel bulletin={shown} />;
    case 'decide':
      return <DecisionPanel bulletin={shown} />;
    case 'plan':
      return <BulletinPlan id={shown.id} may_plan={may(shown, 'schedule')} />;
    case 'results':
      return <BulletinResults id={shown.id} />;
  }
}

export function ReadOnly({ bulletin: shown }: { bulletin: Bulletin }) {
  return (
    <Card>
      <div className="prose">{text_in(shown.body)}</div>
    </Card>
  );
}

/** The way of the bulletin is also the way through its screens. */
function Path({ bulletin: shown, active }: { bulletin: Bulletin; active: Step }) {
  const { t } = useTranslation('content');
  const far = reached(shown);
  return (
    <TabStrip active={active} className="path" aria-label={t('path')}>
      {steps.map((one, index) => (
        <Tabs.Tab key={one} value={one} className="path-step"
          data-state={index < far ? 'done' : index === far ? 'now' : 'later'}>
          {t(`steps.${one}`)}
        </Tabs.Tab>
      ))}
    </TabStrip>
  );
}
