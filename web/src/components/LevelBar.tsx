import { Box, Text } from '@mantine/core';

interface LevelBarProps {
  label: string;
  /** Part of the width, 0 to 1. */
  share: number;
  good: boolean;
  /** What the speaker should know. */
  words: string;
}

/** How loud something is, as a bar and in words. */
export function LevelBar({ label, share, good, words }: LevelBarProps) {
  const percent = Math.round(share * 100);
  return (
    <div>
      <Box role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100}
        aria-valuenow={percent} aria-valuetext={words} h={14}
        style={{ background: 'var(--mantine-color-default-border)', borderRadius: 7 }}>
        <Box h={14} w={`${percent}%`} style={{
          background: good ? 'var(--good-ink)' : 'var(--warn-ink)', borderRadius: 7,
        }} />
      </Box>
      <Text size="sm" c="dimmed" mt={4}>{words}</Text>
    </div>
  );
}
