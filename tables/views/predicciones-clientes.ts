import { date, required, text, texts, type View } from '../table.js';

export const prediccionesClientes: View = {
    name: 'predicciones_clientes',
    purpose: 'Cada cliente que ha comprado hasta el día al que se refieren las predicciones, con la fecha estimada de su próxima compra y sus tres productos: next_purchases in three columns.',
    grain: 'one row per known user who has bought until the day that predictions are as of',
    key: ['cliente_id'],
    columns: {
        cliente_id: required(text, 'Cliente: customer_id of next_purchases.', { personal: 'pseudonym' }),
        fecha_estimada: required(date, 'Fecha estimada de la próxima compra, si la hay en sesenta días: next_purchase_date.'),
        top_productos: required(texts, 'Los tres productos que más probablemente compra, el mejor primero: top_products.'),
    },
    example: `
        select cliente_id, fecha_estimada, top_productos
        from predicciones_clientes
        order by fecha_estimada, cliente_id
        limit 3
    `,
};
