export const TEMPLATE_DATABASE = 'runtruth_template'
