import { Card, List, NativeSelect, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { say } from '../../components/notice';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { sounds } from '../media/api';
import {
  change_unit_sound, unit_sound, type UnitSound as Sound, type Voice, voices,
} from '../speech/api';
import { usual_voice } from '../speech/useUsualVoice';
import { changed, chime_value, paces, type Part } from './unit_sound';

/** Voice, pace and melody of the unit, for whatever says nothing else. */
export function UnitSound({ area }: { area: string }) {
  const { t } = useTranslation('settings');
  const query = useQuery({ queryKey: ['unit-sound', area], queryFn: () => unit_sound(area) });
  const list = useQuery({ queryKey: ['voices'], queryFn: voices, staleTime: Infinity });
  return (
    <Section title={t('sound.title')}>
      <Text c="dimmed">{t('sound.why')}</Text>
      <Loaded query={query} rows={1}>
        {(sound) => (
          <Loaded query={list} rows={1}>
            {({ items }) => (may(sound, 'change')
              ? <Choices sound={sound} voices={items} /> : <Told sound={sound} voices={items} />)}
          </Loaded>
        )}
      </Loaded>
    </Section>
  );
}

interface SoundProps {
  sound: Sound;
  voices: Voice[];
}

function useNames({ sound: { in_force }, voices: known }: SoundProps) {
  const { t } = useTranslation('settings');
  const usual = usual_voice(known, in_force.voice);
  return {
    voice: known.find(({ id }) => id === usual)?.name ?? '',
    pace: `${in_force.pace_percent}%`,
    chime: in_force.chime?.title ?? t('sound.no_chime'),
  };
}

function Told(props: SoundProps) {
  const { t } = useTranslation('settings');
  const names = useNames(props);
  return (
    <Card padding="md">
      <List spacing={4}>
        {(['voice', 'pace', 'chime'] as const).map((one) => (
          <List.Item key={one}>{t(`sound.${one}`)}: {names[one]}</List.Item>
        ))}
      </List>
    </Card>
  );
}

function Choices(props: SoundProps) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const { own } = props.sound;
  const names = useNames(props);
  const list = useQuery({ queryKey: ['media', 'sounds'], queryFn: sounds });
  const melodies = list.data?.items ?? [];
  const saving = useMutation({
    mutationFn: (part: Part) => change_unit_sound(own.version, changed(own, part, melodies)),
    onSuccess: (saved) => {
      client.setQueryData(['unit-sound', own.area], saved);
      say(t('sound.saved'));
    },
    onError: () => void client.invalidateQueries({ queryKey: ['unit-sound', own.area] }),
  });
  /** Only where it holds now can it be said what "as above" means. */
  const above = (part: keyof typeof names, follows: boolean) => ({
    value: '', label: follows ? t('sound.above_is', { what: names[part] }) : t('sound.above'),
  });
  const known_melodies = melodies.flatMap(({ name, sound }) =>
    (sound ? [{ value: sound.sha256, label: name }] : []));
  const kept = own.chime && !known_melodies.some(({ value }) => value === own.chime?.file.sha256)
    ? [{ value: own.chime.file.sha256, label: own.chime.title }] : [];
  const pace_choices = [...new Set([...paces, own.pace_percent ?? 100])].sort((a, b) => a - b);
  return (
    <Card padding="md">
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <NativeSelect label={t('sound.voice')} value={own.voice ?? ''} disabled={saving.isPending}
            data={[
              above('voice', own.voice === undefined),
              ...props.voices.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => saving.mutate({ voice: event.currentTarget.value })} />
          <NativeSelect label={t('sound.pace')} value={String(own.pace_percent ?? '')}
            disabled={saving.isPending}
            data={[
              above('pace', own.pace_percent === undefined),
              ...pace_choices.map((one) => ({ value: String(one), label: `${one}%` })),
            ]}
            onChange={(event) => saving.mutate({ pace: event.currentTarget.value })} />
          <NativeSelect label={t('sound.chime')} value={chime_value(own)}
            disabled={saving.isPending || !list.data}
            data={[
              above('chime', own.chime_choice === 'inherited'),
              { value: 'none', label: t('sound.no_chime') }, ...kept, ...known_melodies,
            ]}
            onChange={(event) => saving.mutate({ chime: event.currentTarget.value })} />
        </SimpleGrid>
        <ProblemNote error={saving.error ?? list.error} />
      </Stack>
    </Card>
  );
}
