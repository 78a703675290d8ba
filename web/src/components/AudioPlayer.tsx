import { ActionIcon, Box, Group, Skeleton, Text } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import WaveSurfer from 'wavesurfer.js';

interface AudioPlayerProps {
  source: string;
  peaks: number[];
  duration_ms: number;
  play_label: string;
  pause_label: string;
  wave_label: string;
}

const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

function style_of(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A player that shows its waveform; the arrow keys on the wave go 5 s back and on. */
export function AudioPlayer(props: AudioPlayerProps) {
  const { source, peaks, duration_ms } = props;
  const box = useRef<HTMLDivElement>(null);
  const wave = useRef<WaveSurfer>(null);
  const [playing, set_playing] = useState(false);
  const [at, set_at] = useState(0);
  const [ready, set_ready] = useState(false);
  const seconds = duration_ms / 1000;

  useEffect(() => {
    if (!box.current) return;
    const made = WaveSurfer.create({
      container: box.current,
      height: 72,
      barWidth: 3,
      barGap: 2,
      barRadius: 2,
      cursorWidth: 2,
      normalize: true,
      waveColor: style_of('--mantine-color-default-border'),
      progressColor: style_of('--accent-ink'),
      cursorColor: style_of('--accent-ink'),
      peaks: [peaks],
      duration: seconds,
      url: source,
    });
    wave.current = made;
    made.on('ready', () => set_ready(true));
    made.on('play', () => set_playing(true));
    made.on('pause', () => set_playing(false));
    made.on('finish', () => set_playing(false));
    made.on('timeupdate', set_at);
    return () => made.destroy();
  }, [source, peaks, seconds]);

  const seek = (by: number) => {
    const player = wave.current;
    if (player) player.setTime(Math.min(seconds, Math.max(0, player.getCurrentTime() + by)));
  };
  return (
    <Group gap="md" wrap="nowrap">
      <ActionIcon
        size={56}
        radius="xl"
        variant="filled"
        aria-label={playing ? props.pause_label : props.play_label}
        disabled={!ready}
        onClick={() => void wave.current?.playPause()}
      >
        {playing ? <IconPlayerPauseFilled /> : <IconPlayerPlayFilled />}
      </ActionIcon>
      <Box flex={1} miw={0} pos="relative">
        {!ready && <Skeleton height={72} pos="absolute" w="100%" />}
        <div
          ref={box}
          role="slider"
          tabIndex={0}
          aria-label={props.wave_label}
          aria-valuemin={0}
          aria-valuemax={Math.round(seconds)}
          aria-valuenow={Math.round(at)}
          aria-valuetext={`${clock(at)} / ${clock(seconds)}`}
          onKeyDown={(event) => {
            if (event.key === 'ArrowRight') seek(5);
            else if (event.key === 'ArrowLeft') seek(-5);
            else if (event.key === ' ') void wave.current?.playPause();
            else return;
            event.preventDefault();
          }}
        />
      </Box>
      <Text className="numbers" size="sm" c="dimmed" visibleFrom="xs">
        {clock(at)} / {clock(Math.round(seconds))}
      </Text>
    </Group>
  );
}
