import type { shell as english } from '../english/shell.ts';
import type { Translation } from '../translation.ts';

export const shell: Translation<typeof english> = {
  skip: 'Saltar al contenido',
  nav: {
    label: 'Vistas',
    overview: 'Resumen',
    ask: 'Preguntar',
    queue: 'Cola',
    rotation: 'Rotación',
    models: 'Modelos',
  },
  preferences: {
    label: 'Ajustes de esta vista',
    language: 'Idioma',
    scheme: 'Aspecto',
    auto: 'Como el sistema',
    light: 'Claro',
    dark: 'Oscuro',
  },
  connection: {
    connecting: 'Conectando…',
    starting: 'Conectado',
    live: 'En vivo',
    restricted: 'Vista limitada',
    offline: 'Sin conexión',
    lost: 'Detenido',
    retry: 'Reintentar ya',
    offlineTitle: 'Sin conexión con VX11 Control',
    offlineText: 'Se reintenta sin que hagas nada. Lo que ves abajo es lo último que se supo.',
    lostTitle: 'VX11 Control se ha detenido',
    lostText:
      'Reinicia la aplicación. Las consultas aceptadas se conservan y continúan al volver a abrir.',
    restrictedTitle: 'Aquí puedes preguntar, pero no mirar',
    restrictedText:
      'Este navegador no tiene sesión. Ejecuta «vx11 console» en la máquina y abre el enlace que muestra para ver la cola e importar modelos.',
  },
  loading: 'Cargando…',
  failed: 'No se ha podido cargar.',
  tryAgain: 'Reintentar',
  brokenTitle: 'Esta vista ha fallado',
  brokenText: 'Lo demás funciona. Estos detalles ayudan a quien la repare:',
  notFound: 'Aquí no hay nada.',
  home: 'Ir al resumen',
};
