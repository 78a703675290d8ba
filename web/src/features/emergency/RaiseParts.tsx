import {
  Anchor, Group, List, NativeSelect, SegmentedControl, Skeleton, Stack, Switch, Text, Textarea,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { duration } from '../../lib/time';
import type { Reach } from '../devices/api';
import { useMe } from '../identity/useMe';
import { templates } from './api';
import {
  from_template, type HowSpoken, minutes_offered, offered_templates, own_words, type RaiseDraft,
} from './emergency';

interface PartProps {
  draft: RaiseDraft;
  on_change: (draft: RaiseDraft) => void;
}

/** A press on the hazard fills in words that were thought over on a calm day. */
export function HazardChoice({ draft, on_change }: PartProps) {
  const { t } = useTranslation('emergency');
  const { unit } = useMe();
  const list = useQuery({
    queryKey: ['emergency-templates', unit.area], queryFn: () => templates(unit.area),
    staleTime: 300_000,
  });
  if (list.isPending) return <Skeleton height={160} />;
  const items = offered_templates(list.data?.items ?? []);
  return (
    <>
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      <div role="radiogroup" aria-label={t('steps.what')} className="hazards">
        {items.map((one) => (
          <Hazard key={one.id} name={one.name} chosen={draft.template === one.id}
            mode={draft.mode} on_choice={() => on_change(from_template(draft, one))} />
        ))}
        <Hazard name={t('own_words')} chosen={!draft.template} mode={draft.mode}
          on_choice={() => on_change(own_words(draft))} />
      </div>
    </>
  );
}

function Hazard({ name, chosen, mode, on_choice }: {
  name: string;
  chosen: boolean;
  mode: RaiseDraft['mode'];
  on_choice: () => void;
}) {
  return (
    <label className="hazard" data-mode={mode}>
      <input type="radio" name="hazard" checked={chosen} onChange={on_choice} /> {name}
    </label>
  );
}

type Spoken = Pick<RaiseDraft, 'title' | 'text' | 'siren' | 'minutes'>;

export function HowSpokenChoice({ how, on_change }: {
  how: HowSpoken;
  on_change: (how: HowSpoken) => void;
}) {
  const { t } = useTranslation('emergency');
  return (
    <Stack gap={6} mb="md">
      <SegmentedControl fullWidth size="md" value={how}
        aria-label={t('voice.how')}
        data={[
          { value: 'read', label: t('voice.read') },
          { value: 'recorded', label: t('voice.recorded') },
          { value: 'live', label: t('voice.speak') },
        ]}
        onChange={(value) => on_change(value as HowSpoken)} />
      {how === 'live' && <Text size="sm" c="dimmed">{t('voice.raise_says')}</Text>}
    </Stack>
  );
}

/** What is read aloud and for how long; the same for a template. */
export function Words({ words, how = 'read', on_change }: {
  words: Spoken;
  how?: HowSpoken;
  on_change: (next: Partial<Spoken>) => void;
}) {
  const { t, i18n } = useTranslation('emergency');
  return (
    <Stack gap="md">
      <TextInput label={t('fields.title')} required size="md" maxLength={200} value={words.title}
        onChange={(event) => on_change({ title: event.currentTarget.value })} />
      <Textarea label={t('fields.text')} required={how === 'read'} size="md"
        description={t(how === 'read' ? 'fields.text_hint' : `voice.hint_${how}`)}
        autosize minRows={4} maxRows={14} maxLength={5000} value={words.text}
        onChange={(event) => on_change({ text: event.currentTarget.value })} />
      <Group align="flex-end" gap="lg">
        <NativeSelect label={t('fields.minutes')} size="md" value={String(words.minutes)}
          data={[...new Set([...minutes_offered, words.minutes])].sort((a, b) => a - b)
            .map((minutes) => ({
              value: String(minutes), label: duration(minutes * 60_000, i18n.language),
            }))}
          onChange={(event) => on_change({ minutes: Number(event.currentTarget.value) })} />
        <Switch label={t('fields.siren')} checked={words.siren} size="md" pb={8}
          onChange={(event) => on_change({ siren: event.currentTarget.checked })} />
      </Group>
    </Stack>
  );
}

/** Read before the press: how many clusters and people, how long, who must agree. */
export function ReachNote({ draft, reach, second_person, minutes }: {
  draft: RaiseDraft;
  reach: Reach | undefined;
  second_person: boolean | undefined;
  minutes: number | undefined;
}) {
  const { t, i18n } = useTranslation('emergency');
  const exercise = draft.mode === 'exercise';
  return (
    <Note tone={exercise ? 'accent' : 'emergency'} title={t('reach.title')}>
      <List spacing={4} aria-live="polite" className="numbers">
        <List.Item>
          {reach ? t('reach.devices', { count: reach.devices }) : t('reach.nowhere')}
        </List.Item>
        {reach && reach.people > 0 && (
          <List.Item>
            {t('reach.people', {
              people: reach.people.toLocaleString(i18n.language), villages: reach.villages,
            })}
          </List.Item>
        )}
        {reach && reach.offline > 0 && (
          <List.Item>{t('reach.offline', { count: reach.offline })}</List.Item>
        )}
        {reach && reach.beyond_rights > 0 && (
          <List.Item>{t('reach.beyond', { count: reach.beyond_rights })}</List.Item>
        )}
        <List.Item>
          {t('reach.length', { time: duration(draft.minutes * 60_000, i18n.language) })}
        </List.Item>
        <List.Item>{t(exercise ? 'reach.hours_kept' : 'reach.hours_broken')}</List.Item>
        {second_person && <List.Item>{t('reach.second', { minutes })}</List.Item>}
      </List>
    </Note>
  );
}

export function CodeField({ value, on_change }: {
  value: string;
  on_change: (code: string) => void;
}) {
  const { t } = useTranslation('emergency');
  const actor = useMe();
  if (!actor.second_factor) {
    if (actor.passkey) return null;
    return (
      <Note tone="warn">
        <Text>
          {t('code.none')}{' '}
          <Anchor component={Link} to="/account" underline="always">{t('code.set_up')}</Anchor>
        </Text>
      </Note>
    );
  }
  return (
    <TextInput label={t('code.label')} description={t('code.hint')} required size="lg"
      autoComplete="one-time-code" inputMode="numeric" maxLength={64} value={value}
      onChange={(event) => on_change(event.currentTarget.value)} />
  );
}
