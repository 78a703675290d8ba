import { Code, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';

/** Shown once, to be written down. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  const { t } = useTranslation('identity');
  return (
    <Note tone="good" title={t('totp.recovery')} alert>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {codes.map((code) => <Code key={code}>{code}</Code>)}
      </SimpleGrid>
    </Note>
  );
}
