import { Box, Button, Card, Group, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { IconAntenna } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { AudioPlayer } from '../../components/AudioPlayer';
import { Chip, type Tone } from '../../components/Chip';
import { ClockInput } from '../../components/ClockInput';
import { Confirm } from '../../components/Confirm';
import { DayLine } from '../../components/DayLine';
import { EmptyState } from '../../components/EmptyState';
import { FileDrop } from '../../components/FileDrop';
import { Waiting } from '../../components/Loading';
import { LevelBar } from '../../components/LevelBar';
import { NamedList } from '../../components/NamedList';
import { Note } from '../../components/Note';
import { NumberField } from '../../components/NumberField';
import { Page } from '../../components/Page';
import { PercentSlider } from '../../components/PercentSlider';
import { ProblemNote } from '../../components/ProblemNote';
import { QrCode } from '../../components/QrCode';
import { offer_undo } from '../../components/notice';
import { silence } from './silence';

const tones: Tone[] = ['plain', 'accent', 'good', 'warn', 'quiet', 'emergency'];
const note_tones = ['accent', 'good', 'warn', 'emergency'] as const;
const hour = 3_600_000;

/** Every part of the console with its states on one page; in the demo and while developing only. */
export function GalleryPage() {
  const { t, i18n } = useTranslation('gallery');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Box component="main" p={{ base: 'md', sm: 'xl' }}>
      <Page title={t('title')} intro={t('intro')} width={900} actions={
        <>
          <Button variant="default"
            onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}>
            {t('scheme')}
          </Button>
          <Button variant="default"
            onClick={() => void i18n.changeLanguage(i18n.language === 'vi' ? 'en' : 'vi')}>
            {t('language')}
          </Button>
        </>
      }>
        <States />
        <Words />
        <Inputs />
        <Times />
        <Sounds />
      </Page>
    </Box>
  );
}

function Exhibit({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useTranslation('gallery');
  return (
    <Stack component="section" gap="sm" aria-label={name}>
      <div>
        <Text component="h2" fw={600} ff="monospace" m={0}>{name}</Text>
        <Text size="sm" c="dimmed">{t(`parts.${name}`)}</Text>
      </div>
      {children}
    </Stack>
  );
}

function States() {
  const { t } = useTranslation('gallery');
  return (
    <>
      <Exhibit name="Chip">
        <Group gap={8}>
          {tones.map((tone) => <Chip key={tone} tone={tone}>{t(`tones.${tone}`)}</Chip>)}
          <Chip tone="accent" live>{t('tones.live')}</Chip>
        </Group>
      </Exhibit>
      <Exhibit name="Note">
        {note_tones.map((tone) => (
          <Note key={tone} tone={tone} title={t(`tones.${tone}`)}>{t('sample')}</Note>
        ))}
      </Exhibit>
      <Exhibit name="Waiting"><Waiting rows={2} /></Exhibit>
    </>
  );
}

const refusal = new Problem(409, 'schedule.not_allowed_then',
  '03:15 nằm trong giờ yên tĩnh. Được phát: 05:00–07:00.',
  '03:15 lies in quiet hours. Allowed: 05:00–07:00.',
  [{ pointer: '/times', message: { vi: 'Giờ phát thứ nhất', en: 'The first time' } }]);

function Words() {
  const { t } = useTranslation('gallery');
  return (
    <>
      <Exhibit name="ProblemNote"><ProblemNote error={refusal} retry={() => undefined} /></Exhibit>
      <Exhibit name="EmptyState">
        <EmptyState icon={<IconAntenna size={28} />} title={t('empty')}
          action={<Button>{t('act')}</Button>}>
          {t('sample')}
        </EmptyState>
      </Exhibit>
    </>
  );
}

const named = [{ id: 'own', name: 'FM 102,6' }, { id: 'above', name: 'FM 99,9' }];

function Inputs() {
  const { t } = useTranslation('gallery');
  const [time, set_time] = useState('05:30');
  const [minutes, set_minutes] = useState(30);
  const [megahertz, set_megahertz] = useState<number>();
  const [asking, set_asking] = useState(false);
  const [file, set_file] = useState<string>();
  const [percent, set_percent] = useState(70);
  return (
    <>
      <Exhibit name="ClockInput">
        <Group align="flex-end">
          <ClockInput label={t('time')} value={time} on_change={set_time} />
          <Text className="numbers">{time || '—'}</Text>
        </Group>
      </Exhibit>
      <Exhibit name="NumberField">
        <Group align="flex-start">
          <NumberField label={t('longest')} unit={t('minutes')} w={160} min={1} max={720}
            value={minutes} on_change={set_minutes} />
          <NumberField label={t('frequency')} w={160} min={65} max={108} decimals={3} step={0.1}
            value={megahertz} on_change={set_megahertz}
            on_clear={() => set_megahertz(undefined)} />
        </Group>
      </Exhibit>
      <Exhibit name="PercentSlider">
        <PercentSlider label={t('volume')} value={percent} on_change={set_percent} />
        <PercentSlider label={t('volume')} value={30} disabled on_change={set_percent} />
      </Exhibit>
      <Exhibit name="Confirm">
        <Group><Button variant="default" onClick={() => set_asking(true)}>{t('act')}</Button></Group>
        <Confirm opened={asking} title={t('act')} action={t('act')}
          on_close={() => set_asking(false)} on_confirm={() => set_asking(false)}>
          {t('sample')}
        </Confirm>
      </Exhibit>
      <Exhibit name="NamedList">
        <NamedList items={named} may_edit={() => true} may_remove={({ id }) => id === 'own'}
          about={() => <Text size="sm" c="dimmed">{t('sample')}</Text>}
          on_edit={() => undefined} remove_title={({ name }) => `${name}?`}
          remove={() => Promise.reject(refusal)} />
      </Exhibit>
      <Exhibit name="FileDrop">
        <FileDrop label={t('file')} hint={file ?? t('sample')} button={t('file')} accept=".txt"
          on_file={(chosen) => set_file(chosen.name)} />
      </Exhibit>
    </>
  );
}

function Times() {
  const { t } = useTranslation('gallery');
  return (
    <Exhibit name="DayLine">
      <DayLine label={t('time')} now_ms={10 * hour}
        windows={[{ from_ms: 5 * hour, to_ms: 7 * hour }, { from_ms: 16 * hour, to_ms: 19 * hour }]}
        planned={[
          { from_ms: 5.5 * hour, to_ms: 5.8 * hour, label: t('sample') },
          { from_ms: 17 * hour, to_ms: 17.2 * hour, label: t('sample'), tone: 'warn' },
        ]} />
    </Exhibit>
  );
}

function Sounds() {
  const { t } = useTranslation('gallery');
  const [sound] = useState(silence);
  return (
    <>
      <Exhibit name="AudioPlayer">
        <Card>
          <AudioPlayer {...sound} play_label={t('play')} pause_label={t('pause')}
            wave_label={t('wave')} />
        </Card>
      </Exhibit>
      <Exhibit name="LevelBar">
        <LevelBar label={t('level')} share={0.7} good words={t('tones.good')} />
        <LevelBar label={t('level')} share={0.2} good={false} words={t('tones.warn')} />
      </Exhibit>
      <Exhibit name="notice">
        <Button variant="default"
          onClick={() => offer_undo(t('sample'), () => Promise.resolve())}>
          {t('act')}
        </Button>
      </Exhibit>
      <Exhibit name="QrCode"><QrCode text="K7M2Q-9XWTB" label={t('parts.QrCode')} /></Exhibit>
    </>
  );
}
