import { Button, Group } from '@mantine/core';
import { IconCircleDashed } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../components/Loading';
import type { ShapeDrawingProps } from './ShapeDrawing';
import { is_drawn, no_shapes } from './shapes';

// Where nothing is drawn, nothing of the drawing is loaded.
const ShapeDrawing = lazy(async () => ({
  default: (await import('./ShapeDrawing')).ShapeDrawing,
}));

/** An area drawn by pressing on the map, or by typing places; what stands in it sounds. */
export function ShapePicker({ on_open, ...props }: ShapeDrawingProps & {
  /** The map to draw on came, or went. */
  on_open?: (open: boolean) => void;
}) {
  const { t } = useTranslation('devices');
  const [open, set_open] = useState(false);
  const turn = (to: boolean) => {
    set_open(to);
    on_open?.(to);
  };
  if (open || is_drawn(props.value)) {
    return (
      <>
        <Suspense fallback={<Waiting rows={2} />}><ShapeDrawing {...props} /></Suspense>
        <Group>
          <Button variant="default" onClick={() => {
            props.on_change(no_shapes);
            turn(false);
          }}>
            {t('shapes.leave')}
          </Button>
        </Group>
      </>
    );
  }
  return (
    <Group>
      <Button variant="default" onClick={() => turn(true)}
        leftSection={<IconCircleDashed size={18} aria-hidden />}>
        {t('shapes.open')}
      </Button>
    </Group>
  );
}
