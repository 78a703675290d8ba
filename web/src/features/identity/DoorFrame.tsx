import { Anchor, Box, Card, Center, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { choose_language } from '../../i18n';

/** The frame of the screens before the sign-in. */
export function DoorFrame({
  title, intro, children,
}: { title: string; intro?: string; children: ReactNode }) {
  const { i18n } = useTranslation('identity');
  const other = i18n.language === 'en' ? 'vi' : 'en';
  useEffect(() => {
    document.title = `${title} · Nguồn`;
  }, [title]);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Box w="100%" maw={460}>
        <Group justify="space-between" mb="lg">
          <Group gap="sm">
            <img src="/icon.svg" alt="" width={40} height={40} />
            <Text fw={600} size="xl">Nguồn</Text>
          </Group>
          <Anchor component="button" type="button" size="sm" lang={other}
            onClick={() => void choose_language(other)}>
            {other === 'en' ? 'English' : 'Tiếng Việt'}
          </Anchor>
        </Group>
        <Card padding="xl">
          <Stack gap="md">
            <div>
              <Title order={1}>{title}</Title>
              {intro && <Text c="dimmed" mt={4}>{intro}</Text>}
            </div>
            {children}
          </Stack>
        </Card>
      </Box>
    </Center>
  );
}
