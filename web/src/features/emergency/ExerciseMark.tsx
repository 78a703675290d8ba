import { useTranslation } from 'react-i18next';

/** Hatched, and never red: nobody takes an exercise for the real thing, nor the other way round. */
export function ExerciseMark() {
  const { t } = useTranslation('emergency');
  return (
    <div className="exercise-mark">
      <strong>{t('exercise.name')}</strong> {t('exercise.says')}
    </div>
  );
}
