package bench;

import jakarta.enterprise.context.Dependent;

/** There is a bean, so that CDI is at work where the server has it. */
@Dependent
class BareBean {}
