/** Spanish. */

import type { ConsoleWords } from "./words";

export const es: ConsoleWords = {
  menu: "Menú",
  destinations: {
    share: "Compartir",
    cameras: "Cámaras",
  },

  building: "Edificio",
  save: "Guardar",
  saving: "Guardando…",
  cancel: "Cancelar",
  less: (what) => `Menos: ${what}`,
  more: (what) => `Más: ${what}`,

  placing: {
    cameras: "Cámaras en el mapa",
    lead: "Elija una cámara en la lista o en el mapa.",
    find: "Buscar una cámara",
    none: "No hay ninguna cámara con ese nombre.",
    unsurveyed: "Sin dirección",
    saved: (camera) => `${camera} está guardada en el mapa y consta en el registro.`,
    how: "Arrastre la cámara o el extremo de su línea, o toque el mapa para ponerla allí.",
    keys: "Las flechas mueven la cámara, con Mayús más lejos. Los corchetes la giran, con Mayús un grado.",
    move: (camera) => `Mover ${camera}`,
    aim: (camera) => `Girar ${camera}`,
    level: "Dónde está",
    direction: "Dirección",
    fov: "Campo de visión",
    range: "Alcanza a ver",
    degrees: (degrees) => `${Math.round(degrees * 10) / 10}°`,
    metres: (metres) => `${Math.round(metres * 10) / 10} m`,
    unsurveyedLead: "Nadie ha dicho adónde mira esta cámara: no aparece al buscar una sala y no tiene vista.",
    survey: "Decir adónde mira",
    forget: "La dirección no se conoce",
    picture: "Mostrar su última imagen",
    noPicture: "Ahora mismo no hay imagen de esta cámara.",
    verified: "Estoy en el lugar y lo he comparado",
  },
};
