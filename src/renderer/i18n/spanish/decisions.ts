import type { decisions as english } from '../english/decisions.ts';
import type { Translation } from '../translation.ts';

export const decisions: Translation<typeof english> = {
  decisions: {
    legend: 'De qué son los puntos',
    numbersOf: 'Los puntos de {{name}}, uno a uno',
    subtracted: '(se resta)',
    switching:
      'Cambiar a él: {{load}} para cargarlo y {{read}} para leer, donde se aceptarían {{accepted}}.',
    raised: 'Más {{points}} puntos por algo que pesa más que todo esto.',
    lowered: 'Menos {{points}} puntos por algo que pesa más que todo esto.',
    adjustment: 'Lo que pesa más',
    total: 'En total',
    explores: 'a prueba',
    exploresText: 'De este modelo se sabe poco: recibió esta consulta para ver cómo lo hace.',
    cached: 'como se decidió antes',
    cachedText:
      'Lo mismo se decidió {{time}} antes para una consulta igual, y nada había cambiado desde entonces.',
    showAll_one: 'Mostrar {{count, number}} candidato más',
    showAll_many: 'Mostrar {{count, number}} de candidatos más',
    showAll_other: 'Mostrar {{count, number}} candidatos más',
    showFewer: 'Mostrar menos',
  },
  scorePart: {
    specialty: 'Hecho para ello',
    performance: 'Cómo le ha ido',
    efficiency: 'Velocidad por memoria',
    availability: 'A mano',
    switching: 'Cambiar a él',
  },
  feedback: {
    label: '¿Qué tal la respuesta?',
    good: 'Buena respuesta',
    bad: 'Mala respuesta',
    thanksGood: 'Anotado: este modelo recibirá más preguntas de este tipo.',
    thanksBad: 'Anotado: este modelo recibirá menos preguntas de este tipo.',
    judged: 'Valorada con {{score}}.',
    failed: 'No se ha guardado.',
  },
};
