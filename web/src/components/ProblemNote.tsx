import { Button, Group, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../api/problem';
import { Note } from './Note';

interface ProblemNoteProps {
  error: unknown;
  retry?: () => void;
  /** What the button says instead of "try again". */
  retry_label?: string;
}

/** What went wrong and what to do, in the server's own words, with a way to try again. */
export function ProblemNote({ error, retry, retry_label }: ProblemNoteProps) {
  const { t, i18n } = useTranslation('shell');
  if (!error) return null;
  const problem = as_problem(error);
  const faults = problem.faults
    .map((fault) => problem.field(fault.pointer, i18n.language))
    .filter((text): text is string => Boolean(text) && text !== problem.text(i18n.language));
  return (
    <Note tone="warn" alert>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div>
          <Text fw={500}>{problem.text(i18n.language)}</Text>
          {faults.length > 0 && (
            <List size="sm" mt={4}>
              {faults.map((text) => <List.Item key={text}>{text}</List.Item>)}
            </List>
          )}
        </div>
        {retry && (
          <Button variant="default" size="xs" onClick={retry}>{retry_label ?? t('try_again')}</Button>
        )}
      </Group>
    </Note>
  );
}
