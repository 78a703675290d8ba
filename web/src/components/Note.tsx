import { Box, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface NoteProps {
  tone?: 'accent' | 'warn' | 'good' | 'emergency';
  title?: string;
  /** Read aloud at once by a screen reader. */
  alert?: boolean;
  children?: ReactNode;
}

export function Note({ tone = 'accent', title, alert = false, children }: NoteProps) {
  return (
    <Box className="note" data-tone={tone} role={alert ? 'alert' : undefined}>
      {title && <Text fw={600} mb={children ? 4 : 0}>{title}</Text>}
      {children && <Box>{children}</Box>}
    </Box>
  );
}
