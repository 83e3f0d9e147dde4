//! The recurrent network of the voice encoder: three LSTM layers and a linear one.
//!
//! GE2E (Wan, Wang, Papir, Lopez Moreno: "Generalized end-to-end loss for speaker verification", 2018). For each frame of
//! each layer `gates = W x + U h + b` in the order input, forget, cell, output; `c = s(f) c + s(i) tanh(g)`,
//! `h = s(o) tanh(c)`. A print is the last `h` of the top layer through the linear layer and ReLU, scaled to length one.

use parlance_kernels::{Epilogue, FloatMatrix, Int8Matrix, Int8Rows, ShapeError, Then, lstm_cell};

use super::mel::BANDS;
use super::prints::dot;
use super::weights::{Weights, WeightsError};

/// Numbers of a print.
pub const PRINT: usize = 256;

/// Width of each layer.
const HIDDEN: usize = 256;
const GATES: usize = 4 * HIDDEN;

/// Weights of the network with its buffers.
pub struct Network {
    /// The first input matrix `[GATES, BANDS]` in 16-bit floats: bare powers would suffer from 8 bits.
    first: FloatMatrix,
    /// Input matrices of the layers behind the first, `[GATES, HIDDEN]`.
    inputs: Vec<Int8Matrix>,
    layers: Vec<Layer>,
    output: Int8Matrix,
    output_bias: Vec<f32>,
    buffers: Buffers,
}

struct Layer {
    state: Int8Matrix,
    bias: Vec<f32>,
}

#[derive(Default)]
struct Buffers {
    rows: Int8Rows,
    /// Gates of all frames from the layer's input, `[frames, GATES]`.
    gates: Vec<f32>,
    /// Outputs of all frames, `[frames, HIDDEN]`.
    hidden: Vec<f32>,
    cell: Vec<f32>,
}

impl Network {
    /// The network among the tensors of a file.
    ///
    /// # Errors
    /// The file lacks a tensor or has one of another shape.
    pub fn from_weights(weights: &Weights) -> Result<Self, WeightsError> {
        let layer = |n: usize| {
            Ok(Layer {
                state: weights.int8(&format!("lstm.{n}.state"), GATES, HIDDEN)?,
                bias: weights.floats(&format!("lstm.{n}.bias"), &[GATES])?,
            })
        };
        Ok(Network {
            first: weights.halves("lstm.0.input", GATES, BANDS)?,
            inputs: (1..3)
                .map(|n| weights.int8(&format!("lstm.{n}.input"), GATES, HIDDEN))
                .collect::<Result<_, _>>()?,
            layers: (0..3).map(layer).collect::<Result<_, WeightsError>>()?,
            output: weights.int8("output", PRINT, HIDDEN)?,
            output_bias: weights.floats("output.bias", &[PRINT])?,
            buffers: Buffers::default(),
        })
    }

    /// Writes the print of scaled mel powers `[frames, BANDS]`; `false` when they give none (not a number, or nothing
    /// passes the ReLU).
    pub fn run(&mut self, powers: &[f32], print: &mut [f32]) -> bool {
        let done = self.layers_over(powers).and_then(|()| self.project(print));
        debug_assert!(done.is_ok(), "shapes were checked when the weights were loaded");
        let length = dot(print, print).sqrt();
        if done.is_err() || !length.is_finite() || length < 1e-6 {
            return false;
        }
        print.iter_mut().for_each(|x| *x /= length);
        true
    }

    fn layers_over(&mut self, powers: &[f32]) -> Result<(), ShapeError> {
        let frames = powers.len() / BANDS;
        let b = &mut self.buffers;
        b.gates.resize(frames * GATES, 0.0);
        for (n, layer) in self.layers.iter().enumerate() {
            let epilogue = Epilogue {
                bias: Some(&layer.bias),
                then: Then::Store,
            };
            match n.checked_sub(1) {
                None => self.first.multiply(powers, epilogue, &mut b.gates)?,
                Some(n) => {
                    b.rows.quantize(&b.hidden, HIDDEN)?;
                    self.inputs[n].multiply(&b.rows, epilogue, &mut b.gates)?;
                }
            }
            b.hidden.clear();
            b.hidden.resize(frames * HIDDEN, 0.0);
            b.cell.clear();
            b.cell.resize(HIDDEN, 0.0);
            for t in 0..frames {
                let gates = &mut b.gates[t * GATES..(t + 1) * GATES];
                if t > 0 {
                    let recurrent = Epilogue {
                        bias: None,
                        then: Then::Add,
                    };
                    b.rows.quantize(&b.hidden[(t - 1) * HIDDEN..t * HIDDEN], HIDDEN)?;
                    layer.state.multiply(&b.rows, recurrent, gates)?;
                }
                lstm_cell(gates, &mut b.cell, &mut b.hidden[t * HIDDEN..(t + 1) * HIDDEN]);
            }
        }
        Ok(())
    }

    fn project(&mut self, print: &mut [f32]) -> Result<(), ShapeError> {
        let b = &mut self.buffers;
        let last = b.hidden.len().saturating_sub(HIDDEN);
        b.rows.quantize(&b.hidden[last..], HIDDEN)?;
        let bias = Epilogue {
            bias: Some(&self.output_bias),
            then: Then::Store,
        };
        self.output.multiply(&b.rows, bias, print)?;
        print.iter_mut().for_each(|x| *x = x.max(0.0));
        Ok(())
    }
}
