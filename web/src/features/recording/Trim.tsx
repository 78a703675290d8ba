import { Button, Group, Progress, Skeleton, Stack, Text } from '@mantine/core';
import {
  IconCut, IconPlayerPauseFilled, IconPlayerPlayFilled, IconWaveSine,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../components/NumberField';
import { ProblemNote } from '../../components/ProblemNote';
import { type MediaFile, sound } from '../media/api';
import { audio_address, cut } from './api';
import { type Edge, moved, type Part, peaks_of_pairs, reach, without_silence } from './selection';
import { seconds_of } from './time';
import { Wave } from './Wave';

interface TrimProps {
  file: MediaFile;
  /** Of what was done with the part that was made. */
  error: unknown;
  on_made: (made: MediaFile) => void;
  on_close: () => void;
}

/** Leaves out what is too much before and after. The server cuts; the whole recording is kept. */
export function Trim({ file, error, on_made, on_close }: TrimProps) {
  const { t } = useTranslation(['recording', 'content']);
  const length_ms = file.sound?.duration_ms ?? 0;
  const peaks = peaks_of_pairs(file.sound?.peaks ?? []);
  const whole = { from_ms: 0, to_ms: length_ms };
  const [part, set_part] = useState<Part>(whole);
  const [done, set_done] = useState(0);
  const cutting = useMutation({
    mutationFn: () => cut(file.id, {
      ...part, name: t('trim.name', { name: file.name.slice(0, 180) }),
    }, set_done),
    onSuccess: on_made,
  });
  const put = (edge: Edge, to: number) => set_part((before) => moved(before, edge, to, length_ms));
  const same = part.from_ms === 0 && part.to_ms === length_ms;
  return (
    <Stack gap="md" component="section" aria-label={t('trim.title')}>
      <Text size="sm" c="dimmed">{t('trim.hint')}</Text>
      <Wave peaks={peaks} part={part} length_ms={length_ms} on_move={put} />
      <Group gap="sm" align="flex-end">
        {(['from_ms', 'to_ms'] as const).map((edge) => (
          <NumberField key={edge} label={t(`trim.${edge}`)} unit={t('trim.seconds')} w={150}
            decimals={2} step={0.1} {...reach(part, edge, length_ms)} value={part[edge] / 1000}
            on_change={(seconds) => put(edge, seconds * 1000)} />
        ))}
        <Button variant="default" leftSection={<IconWaveSine size={18} aria-hidden />}
          onClick={() => set_part(without_silence(peaks, length_ms))}>
          {t('trim.silence')}
        </Button>
        <Button variant="subtle" disabled={same} onClick={() => set_part(whole)}>
          {t('trim.whole')}
        </Button>
      </Group>
      <Group justify="space-between" gap="sm">
        <ListenTo file={file} part={part} />
        <Text className="numbers" role="status">
          {t('trim.stays', {
            part: seconds_of(part.to_ms - part.from_ms, 2), whole: seconds_of(length_ms, 2),
          })}
        </Text>
      </Group>
      {cutting.isPending && (
        <Progress.Root size="lg">
          <Progress.Section value={100 * done} animated aria-label={t('trim.working')} />
        </Progress.Root>
      )}
      <ProblemNote error={cutting.error ?? error} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
        <Button disabled={same} loading={cutting.isPending} onClick={() => cutting.mutate()}
          leftSection={<IconCut size={18} aria-hidden />}>
          {t('trim.save')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Plays what was chosen, from its first to its last moment and no further. */
function ListenTo({ file, part }: { file: MediaFile; part: Part }) {
  const { t } = useTranslation(['recording', 'content']);
  const player = useRef<HTMLAudioElement>(null);
  const [playing, set_playing] = useState(false);
  const heard = useQuery({
    queryKey: ['sound', file.sound?.sha256], staleTime: Infinity,
    queryFn: () => sound(audio_address(file.id)),
  });
  useEffect(() => {
    if (!playing) return;
    let frame = 0;
    const look = () => {
      const audio = player.current;
      if (audio && audio.currentTime * 1000 >= part.to_ms) audio.pause();
      else frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [playing, part.to_ms]);
  if (heard.error) {
    return <ProblemNote error={heard.error} retry={() => void heard.refetch()} />;
  }
  if (!heard.data) return <Skeleton height={36} width={160} />;
  const toggle = () => {
    const audio = player.current;
    if (!audio) return;
    if (playing) {
      audio.pause();
      return;
    }
    audio.currentTime = part.from_ms / 1000;
    void audio.play();
  };
  return (
    <>
      <audio ref={player} src={heard.data.source} preload="auto" onPlay={() => set_playing(true)}
        onPause={() => set_playing(false)} onEnded={() => set_playing(false)} />
      <Button variant="default" onClick={toggle} leftSection={playing
        ? <IconPlayerPauseFilled size={18} aria-hidden />
        : <IconPlayerPlayFilled size={18} aria-hidden />}>
        {t(playing ? 'content:listen.pause' : 'trim.listen')}
      </Button>
    </>
  );
}
