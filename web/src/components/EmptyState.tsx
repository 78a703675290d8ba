import { Card, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet: says why, and what the next step is. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <Card padding="xl">
      <Stack align="center" gap="sm" ta="center" py="md">
        <ThemeIcon size={56} radius="xl" variant="light">{icon}</ThemeIcon>
        <Title order={2}>{title}</Title>
        <Text c="dimmed" maw={460}>{children}</Text>
        {action}
      </Stack>
    </Card>
  );
}
