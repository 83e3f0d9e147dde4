//! The gate of the hidden layer: `gelu(gate) * up`.

use candle_core::{CpuStorage, CustomOp2, Layout, Shape, Tensor};

use super::f32_slice;

/// `gelu_tanh(gate) * up`, where `gelu_tanh(x) = x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
///
/// # Errors
/// Shapes that do not fit, or a failure of the device.
pub fn gelu_times(gate: &Tensor, up: &Tensor) -> candle_core::Result<Tensor> {
    if gate.device().is_cpu() {
        return gate.apply_op2_no_bwd(up, &GeluTimes);
    }
    // The tensor library's `gelu` is the tanh form.
    gate.gelu()? * up
}

struct GeluTimes;

/// `x/2 (1 + tanh u)` is `x / (1 + exp(-2u))`: one exponential in place of a hyperbolic tangent.
fn gelu(x: f32) -> f32 {
    const SQRT_2_OVER_PI: f32 = 0.797_884_6;
    let u = SQRT_2_OVER_PI * (x + 0.044_715 * x * x * x);
    x / (1.0 + (-2.0 * u).exp())
}

impl CustomOp2 for GeluTimes {
    fn name(&self) -> &'static str {
        "gelu-times"
    }

    fn cpu_fwd(
        &self,
        gate: &CpuStorage,
        gate_layout: &Layout,
        up: &CpuStorage,
        up_layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let gate = f32_slice(gate, gate_layout)?;
        let up = f32_slice(up, up_layout)?;
        let out = gate.iter().zip(up).map(|(&gate, up)| gelu(gate) * up).collect();
        Ok((CpuStorage::F32(out), gate_layout.shape().clone()))
    }
}
