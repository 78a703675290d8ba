import { Button, Group, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';

interface FileDropProps {
  label: string;
  hint: string;
  button: string;
  accept: string;
  busy?: boolean;
  on_file: (file: File) => void;
}

/** A file by dropping or by choosing; one file, because one bulletin comes from one document. */
export function FileDrop({ label, hint, button, accept, busy, on_file }: FileDropProps) {
  const [over, set_over] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    set_over(false);
    const file = event.dataTransfer.files[0];
    if (file) on_file(file);
  };
  return (
    <div
      className="drop"
      data-over={over || undefined}
      onDragOver={(event) => { event.preventDefault(); set_over(true); }}
      onDragLeave={() => set_over(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) on_file(file);
        }}
      />
      <Group justify="center" gap="md">
        <Button
          variant="default"
          leftSection={<IconFileText size={18} aria-hidden />}
          loading={busy}
          onClick={() => input.current?.click()}
        >
          {button}
        </Button>
        <Text size="sm" c="dimmed">{hint}</Text>
      </Group>
    </div>
  );
}
