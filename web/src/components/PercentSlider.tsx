import { Group, Text } from '@mantine/core';
import { useId } from 'react';

interface PercentSliderProps {
  label: string;
  value: number;
  disabled?: boolean;
  on_change: (percent: number) => void;
}

/** The browser's own slider: a thumb on a phone and the arrow keys know it. */
export function PercentSlider({ label, value, disabled, on_change }: PercentSliderProps) {
  const id = useId();
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text component="label" htmlFor={id} size="sm" fw={500}>{label}</Text>
        <Text component="output" htmlFor={id} size="sm" className="numbers">{value} %</Text>
      </Group>
      <input id={id} type="range" className="percent" min={0} max={100} step={5} value={value}
        disabled={disabled} onChange={(event) => on_change(Number(event.currentTarget.value))} />
    </div>
  );
}
