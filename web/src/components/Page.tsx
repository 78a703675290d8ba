import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

interface PageProps {
  title: string;
  intro?: ReactNode;
  actions?: ReactNode;
  width?: number;
  children: ReactNode;
}

/** The frame of a screen: one heading, what the screen is for, its main actions. */
export function Page({ title, intro, actions, width = 1080, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Nguồn`;
  }, [title]);
  return (
    <Stack gap="lg" maw={width} mx="auto" pb="xl">
      <Group justify="space-between" align="flex-start" gap="md">
        <Box flex="1 1 16rem">
          <Title order={1} ref={heading}>{title}</Title>
          {intro && <Text c="dimmed" mt={4}>{intro}</Text>}
        </Box>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

export function Section({
  title, aside, children,
}: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Group justify="space-between" gap="xs">
        <Title order={2}>{title}</Title>
        {aside}
      </Group>
      {children}
    </Stack>
  );
}
