import { Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { random_id } from '../../api/client';
import { as_problem } from '../../api/problem';
import { Waiting } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { approval_rule } from '../content/api';
import { reach } from '../devices/api';
import { TargetPicker } from '../devices/TargetPicker';
import { show_second_factor } from '../identity/api';
import { PasskeyFactor } from '../identity/PasskeyFactor';
import { useMe } from '../identity/useMe';
import { raise } from './api';
import {
  attempt_is_over, lacks, raise_body, type RaiseDraft,
} from './emergency';
import { ExerciseMark } from './ExerciseMark';
import { CodeField, HazardChoice, HowSpokenChoice, ReachNote, Words } from './RaiseParts';

const TakenWords = lazy(async () => ({ default: (await import('./TakenWords')).TakenWords }));

/** One page from the thought to the sound: what, which words, where, how many, and then the press. */
export function RaisePage() {
  const { t } = useTranslation('emergency');
  const actor = useMe();
  const { mode = 'real' } = useSearch({ from: '/shell/emergency/raise' });
  const navigate = useNavigate();
  const [draft, set_draft] = useState<Omit<RaiseDraft, 'mode'>>({
    hazard: 'other', title: '', text: '', siren: true, how: 'read', minutes: 30,
    targets: { areas: [actor.unit.area], groups: [], devices: [] },
  });
  const whole: RaiseDraft = { ...draft, mode };
  const change = (next: Partial<RaiseDraft>) => set_draft((before) => ({ ...before, ...next }));
  const exercise = mode === 'exercise';
  if (!may(actor, 'raise_emergency')) {
    return <Page title={t('title')} width={720}><Note>{t('no_right')}</Note></Page>;
  }
  return (
    <Page title={t(exercise ? 'exercise.title' : 'title')} width={720}>
      <SegmentedControl fullWidth size="md" value={mode} aria-label={t('mode')}
        data={[
          { value: 'real', label: t('mode_real') },
          { value: 'exercise', label: t('mode_exercise') },
        ]}
        onChange={(value) => void navigate({
          to: '/emergency/raise', search: value === 'exercise' ? { mode: 'exercise' } : {},
          replace: true,
        })} />
      {exercise ? <ExerciseMark /> : <Note tone="emergency">{t('real_says')}</Note>}
      <Section title={t('steps.what')}>
        <HazardChoice draft={whole} on_change={set_draft} />
      </Section>
      <Section title={t('steps.words')}>
        <HowSpokenChoice how={draft.how} on_change={(how) => change({ how })} />
        {draft.how === 'recorded' && (
          <Suspense fallback={<Waiting rows={1} />}>
            <TakenWords recording={draft.recording}
              on_change={(recording) => change({ recording })} />
          </Suspense>
        )}
        <Words words={whole} how={draft.how} on_change={change} />
      </Section>
      <Section title={t('steps.where')}>
        <TargetPicker label={t('steps.where_label')} value={draft.targets} alarming={!exercise}
          counted_below on_change={(targets) => change({ targets })} />
      </Section>
      <Go draft={whole} />
    </Page>
  );
}

/** What will happen in numbers, who must agree, and the press. */
function Go({ draft }: { draft: RaiseDraft }) {
  const { t } = useTranslation('emergency');
  const actor = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [code, set_code] = useState('');
  const [shown, set_shown] = useState(false);
  const [key, set_key] = useState(random_id);
  const [targets] = useDebouncedValue(draft.targets, 250);
  const nowhere = lacks(draft).includes('targets');
  const reached = useQuery({
    queryKey: ['target-preview', targets], queryFn: () => reach(targets), enabled: !nowhere,
    placeholderData: (before) => before,
  });
  const rule = useQuery({
    queryKey: ['approval-rule', actor.unit.area],
    queryFn: () => approval_rule(actor.unit.area),
  });
  const raising = useMutation({
    mutationFn: async () => {
      if (code.trim() && !shown) {
        await show_second_factor(code.trim());
        set_shown(true);
      }
      return raise(raise_body(draft), key);
    },
    onError: (error) => {
      if (attempt_is_over(error)) set_key(random_id());
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['emergencies'] });
      await navigate({ to: '/emergency/$id', params: { id } });
    },
  });
  const refused = raising.error
    ? as_problem(raising.error).code === 'emergency.second_factor_needed' : false;
  const alone = rule.data?.emergency === 'second_factor';
  const asks_code = (alone && !shown) || refused;
  const count = nowhere ? 0 : reached.data?.devices ?? 0;
  const lacking = lacks(draft);
  const exercise = draft.mode === 'exercise';
  const action = exercise ? 'exercise.go' : alone ? 'go' : 'go_second';
  return (
    <Stack gap="md">
      <ReachNote draft={draft} reach={nowhere ? undefined : reached.data}
        second_person={rule.data && !alone} minutes={rule.data?.confirmation_minutes_max} />
      <ProblemNote error={reached.error} retry={() => void reached.refetch()} />
      {asks_code && (
        <>
          <PasskeyFactor on_shown={() => {
            set_shown(true);
            raising.reset();
          }} />
          <CodeField value={code} on_change={set_code} />
        </>
      )}
      {shown && !code && !refused && <Text role="status">{t('code.by_passkey')}</Text>}
      {!(refused && !code) && <ProblemNote error={raising.error} />}
      {lacking.length > 0 && (
        <Note tone="warn">{t('lacks', {
          list: lacking.map((one) => t(`lack.${one}`)).join(', '),
        })}</Note>
      )}
      <Button fullWidth size="xl" color={exercise ? undefined : 'red'} loading={raising.isPending}
        className={exercise ? 'go-button' : 'go-button raise-button'}
        disabled={lacking.length > 0 || count === 0 ||
          (asks_code && (!actor.second_factor || !code.trim()))}
        leftSection={<IconAlertTriangle size={22} aria-hidden />}
        onClick={() => raising.mutate()}>
        {t(action, { count })}
      </Button>
    </Stack>
  );
}
