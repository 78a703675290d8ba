import { Anchor, Center, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function NotFound() {
  const { t } = useTranslation('shell');
  return (
    <Center mih="60vh" p="lg" component="main">
      <Stack align="center" ta="center">
        <Title order={1}>{t('not_found')}</Title>
        <Text c="dimmed">{t('not_found_hint')}</Text>
        <Anchor component={Link} to="/">{t('go_home')}</Anchor>
      </Stack>
    </Center>
  );
}
